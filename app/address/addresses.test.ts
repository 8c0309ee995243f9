import { describe, expect, it } from 'vitest';
import { MAX_FILES } from '../../src/state/workspace.ts';
import { readAddresses } from './addresses.ts';

describe('addresses that a person typed', () => {
  it('are one a line, each once', () => {
    const text = '\n https://x.org/a.npy \nhttps://x.org/a.npy\nhttps://y.org/m%201.csv#part\n\n';
    const { files, hosts, problem, better } = readAddresses(text);
    expect(files.map(({ url, name }) => [url, name])).toEqual([
      ['https://x.org/a.npy', 'a.npy'],
      ['https://y.org/m%201.csv', 'm 1.csv'],
    ]);
    expect([hosts, problem, better]).toEqual([['x.org', 'y.org'], null, null]);
  });

  it('that are none are told with the first wrong line', () => {
    const { problem } = readAddresses('https://x.org/a.npy\nvectors.npy\nftp://x.org/b');
    expect(problem).toMatchObject({ code: 'E_URL', message: expect.stringContaining('vectors') });
  });

  it('of pages lead to those of the files', () => {
    const { better } = readAddresses(
      'https://x.org/a.npy\nhttps://huggingface.co/o/n/blob/main/x.npy',
    );
    expect(better).toBe('https://x.org/a.npy\nhttps://huggingface.co/o/n/resolve/main/x.npy');
  });

  it('are not too many', () => {
    const text = Array.from({ length: MAX_FILES + 1 }, (_, i) => `https://x.org/${i}`).join('\n');
    expect(readAddresses(text).problem).toMatchObject({ code: 'E_URL' });
  });
});
