import { expect, test } from 'vitest';
import { readStruct, ThriftError } from './thrift.ts';

test('lists in lists without end are refused, before the stack is', () => {
  // A field that is a list (type 9) of one list of one list ...
  const bytes = new Uint8Array(1 << 20).fill(0x19);
  expect(() => readStruct(bytes, 0)).toThrow(ThriftError);
});
