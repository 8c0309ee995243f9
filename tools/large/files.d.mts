export interface Shape {
  readonly rows: number;
  readonly cols: number;
}
export const EMBEDDING: Shape;
/** Tensors around the embedding. */
export const OTHERS: number;
export const SPARSE_NPY: Shape & { readonly step: number };
export function valueAt(row: number, col: number): number;
export function npyValueAt(row: number, col: number): number;
export function tokenOf(row: number): string;
/** In the file. */
export function embeddingBytes(type: 'F32' | 'F16' | 'Q8_0'): number;
export function writeSafetensors(path: string, type?: 'F32' | 'F16'): void;
export function writeGguf(path: string, type?: 'F32' | 'F16' | 'Q8_0'): void;
export function writeNpy(path: string, shape?: Shape & { readonly step: number }): void;
