/** "\x89HDF\r\n\x1a\n" */
const SIGNATURE = Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a);

/**
 * Where the superblock may begin, in bytes: MATLAB and others put a block of their own in front, of 512 bytes or any doubling
 * of it. The format sets no end to that; we look no further than the beginning of a file that is read to recognise it.
 */
export const SUPERBLOCKS: readonly number[] = [0, 512, 1024, 2048, 4096, 8192];

/** Whether the signature of HDF5 stands at `at`. */
export const isSuperblock = (bytes: Uint8Array, at = 0): boolean =>
  SIGNATURE.every((byte, i) => bytes[at + i] === byte);
