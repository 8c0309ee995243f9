export { bytesText } from '../../src/base/bytes.ts';
