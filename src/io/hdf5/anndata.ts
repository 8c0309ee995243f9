import type { Control } from '../../base/control.ts';
import type { Hdf5File } from './file.ts';
import type { Layout } from './layout.ts';

export const isAnnData = (_file: Hdf5File): boolean => false;
export function anndataLayout(_file: Hdf5File, _control: Control): Promise<Layout> {
  return Promise.reject(new Error());
}
