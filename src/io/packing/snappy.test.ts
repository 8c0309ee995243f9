import { expect, test } from 'vitest';
import { unsnappy } from './snappy.ts';
import { UnpackError } from './unpack-error.ts';

test('literals and copies, also over what was just written', () => {
  const packed = Uint8Array.of(11, 2 << 2, 97, 98, 99, (0 << 2) | 1, 3, (3 << 2) | 2, 1, 0);
  expect(new TextDecoder().decode(unsnappy(packed, 11))).toBe('abcabcaaaaa');
});

test.each([
  ['a length of 32 bits that led a library in circles', [4, 63 << 2, 0xfb, 0xff, 0xff, 0xff, 0]],
  ['a copy from before the beginning', [4, 0, 97, (0 << 2) | 1, 9]],
  ['a copy of nothing', [4, 0, 97, (0 << 2) | 1, 0]],
  ['more than it says', [4, 4 << 2, 1, 2, 3, 4, 5]],
  ['less than it says', [4, 0, 97]],
  ['a copy that is cut', [4, 0, 97, (0 << 2) | 2]],
])('%s is refused', (_, bytes) => {
  expect(() => unsnappy(Uint8Array.from(bytes), 4)).toThrow(UnpackError);
});
