import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the samples lie, and the list of them. */
export const SAMPLES = fileURLToPath(new URL('../../public/samples/', import.meta.url));

/**
 * Writes the files of one sample and its card, sample.json, which names each file with its size and SHA-256.
 * @param {object} card everything the card says except the files
 * @param {{ name: string, role: 'vectors' | 'items' | 'sprite' | 'licences', bytes: Buffer }[]} files
 */
export function writeSample(card, files) {
  const folder = join(SAMPLES, card.id);
  mkdirSync(folder, { recursive: true });
  const listed = files.map(({ name, role, bytes }) => {
    writeFileSync(join(folder, name), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { name, role, bytes: bytes.length, sha256 };
  });
  writeJson(join(folder, 'sample.json'), { ...card, files: listed });
  writeIndex();
}

/** Lists every committed card in index.json, so that the first screen needs one small file. */
function writeIndex() {
  const cards = readdirSync(SAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => JSON.parse(readFileSync(join(SAMPLES, name, 'sample.json'), 'utf8')))
    .sort((a, b) => a.order - b.order)
    .map(({ id, title, description, rows, cols }) => ({ id, title, description, rows, cols }));
  writeJson(join(SAMPLES, 'index.json'), { samples: cards });
}

function writeJson(path, value) {
  writeFileSync(path, JSON.stringify(value, null, 2) + '\n');
}

/** Rows of a csv file; no value here holds a comma, a quote or a line break, and that is checked. */
export function encodeCsv(header, rows) {
  const lines = [header, ...rows].map((cells) => {
    const line = cells.map((cell) => cell ?? '');
    const awkward = line.find((cell) => /[",\r\n]/.test(String(cell)));
    if (awkward !== undefined) throw new Error(`Needs quoting: ${awkward}`);
    return line.join(',');
  });
  return Buffer.from(lines.join('\n') + '\n');
}
