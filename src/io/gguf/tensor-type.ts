import { numberType, type NumberType } from '../number-type.ts';
import * as blocks from './dequantise.ts';
import type { Dequantise } from './dequantise.ts';

/** How ggml stores the numbers of a tensor: `block` numbers in `bytes` bytes. */
export interface TensorType {
  /** ggml's name for blocks (Q4_K), NumPy's for plain numbers (float32). */
  readonly name: string;
  readonly block: number;
  readonly bytes: number;
  /** Plain numbers. */
  readonly plain?: NumberType;
  /** Blocks of numbers. Neither: known by name, not read. */
  readonly dequantise?: Dequantise;
}

const plain = (kind: NumberType['kind'], bytes: number, name: string): TensorType => ({
  ...{ name, block: 1, bytes },
  plain: numberType(kind, bytes, name),
});

const blocked = (
  name: string,
  block: number,
  bytes: number,
  dequantise?: Dequantise,
): TensorType => ({ name, block, bytes, ...(dequantise && { dequantise }) });

/** `enum ggml_type` of ggml.h. Numbers that are missing were given up by ggml, or are newer than this list. */
const TYPES: ReadonlyMap<number, TensorType> = new Map([
  [0, plain('float', 4, 'float32')],
  [1, plain('float', 2, 'float16')],
  [2, blocked('Q4_0', 32, 18, blocks.q4_0)],
  [3, blocked('Q4_1', 32, 20, blocks.q4_1)],
  [6, blocked('Q5_0', 32, 22, blocks.q5_0)],
  [7, blocked('Q5_1', 32, 24, blocks.q5_1)],
  [8, blocked('Q8_0', 32, 34, blocks.q8_0)],
  [9, blocked('Q8_1', 32, 36)],
  [10, blocked('Q2_K', 256, 84, blocks.q2_K)],
  [11, blocked('Q3_K', 256, 110, blocks.q3_K)],
  [12, blocked('Q4_K', 256, 144, blocks.q4_K)],
  [13, blocked('Q5_K', 256, 176, blocks.q5_K)],
  [14, blocked('Q6_K', 256, 210, blocks.q6_K)],
  [15, blocked('Q8_K', 256, 292)],
  [16, blocked('IQ2_XXS', 256, 66)],
  [17, blocked('IQ2_XS', 256, 74)],
  [18, blocked('IQ3_XXS', 256, 98)],
  [19, blocked('IQ1_S', 256, 50)],
  [20, blocked('IQ4_NL', 32, 18)],
  [21, blocked('IQ3_S', 256, 110)],
  [22, blocked('IQ2_S', 256, 82)],
  [23, blocked('IQ4_XS', 256, 136)],
  [24, plain('int', 1, 'int8')],
  [25, plain('int', 2, 'int16')],
  [26, plain('int', 4, 'int32')],
  [27, plain('int', 8, 'int64')],
  [28, plain('float', 8, 'float64')],
  [29, blocked('IQ1_M', 256, 56)],
  [30, plain('bfloat', 2, 'bfloat16')],
  [34, blocked('TQ1_0', 256, 54)],
  [35, blocked('TQ2_0', 256, 66)],
  [39, blocked('MXFP4', 32, 17)],
  [40, blocked('NVFP4', 64, 36)],
]);

/** The type with this number in a file; null for one that ggml has not, or not yet. */
export const tensorType = (id: number): TensorType | null => TYPES.get(id) ?? null;
