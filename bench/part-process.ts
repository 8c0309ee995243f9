import { firstLine, type Scale } from './part.ts';
import { PARTS } from './parts.ts';
import type { Row } from './table.ts';

/** One part in a process of its own, so that nothing it leaves behind or dies of reaches the others. */
const [name, scale] = process.argv.slice(2) as [string, Scale];
// The run was stopped.
process.once('disconnect', () => process.exit());
const send = (row: Row): Promise<void> => new Promise((sent) => process.send!(row, () => sent()));
try {
  for await (const row of PARTS[name]!(scale)) await send(row);
} catch (error) {
  console.error(error);
  await send({ what: `${name}, the rest of this part`, failed: firstLine(error) });
}
// Whatever a peer left open does not hold up the end.
process.exit();
