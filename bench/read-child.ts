import { diskSource } from '../cli/files.ts';
import { nativeHasher } from '../cli/native-hasher.ts';
import { provideFileHasher } from '../src/io/hash.ts';
import { openFiles, type OpenOptions } from '../src/io/open.ts';
import { time } from './measure.ts';
import { forgetPeak, residentBytes } from './memory.ts';
import type { Reading } from './reading.ts';

/** The process that `reading` starts: opens one file as the command line does, sends one answer and ends. */
process.once('message', ({ path, options }: { path: string; options: OpenOptions }) => {
  const answer = read(path, options).catch((error: Error) => ({ error: error.message }));
  void answer.then((message) => process.send!(message, () => process.exit()));
});

provideFileHasher(nativeHasher);

// Nobody waits for the answer any more.
process.once('disconnect', () => process.exit());

async function read(path: string, options: OpenOptions): Promise<Reading> {
  const source = await diskSource(path);
  const start = residentBytes('self', 'VmRSS');
  forgetPeak('self');
  let bytes = 0;
  const ms = await time(async () => {
    const { spaces, problems } = await openFiles([source], options);
    if (problems[0]) throw new Error(problems[0].message);
    bytes = spaces.reduce((sum, { data }) => sum + data.byteLength, 0);
  });
  return { seconds: ms / 1000, bytes, peak: residentBytes('self', 'VmHWM') - start };
}
