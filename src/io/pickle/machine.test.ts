import { expect, it } from 'vitest';
import { fromBytes } from '../source.ts';
import { PickleInput } from './input.ts';
import { readPickle } from './machine.ts';

const PROTO = [0x80, 2];
const STOP = 0x2e;
const DICT = 0x7d;

/** Puts together `steps`, with at most so many steps. */
function run(steps: readonly number[], most: number): Promise<unknown> {
  const bytes = Uint8Array.from([...PROTO, ...steps, STOP]);
  const source = fromBytes(bytes, 'long.pkl');
  return readPickle(new PickleInput(source, 0, bytes.length), {}, undefined, most);
}

it('stops at more dicts than its bound allows: one takes ten steps, for the memory it needs', async () => {
  const dicts = (n: number): number[] => new Array<number>(n).fill(DICT);
  await expect(run(dicts(99), 1000)).resolves.toBeDefined();
  await expect(run(dicts(101), 1000)).rejects.toMatchObject({
    code: 'E_LIMIT',
    file: 'long.pkl',
    place: 'byte 101',
    message: expect.stringContaining('more than 1,000 steps') as string,
  });
});
