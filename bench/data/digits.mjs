// 10,000 handwritten digits of MNIST as 784 grey levels from 0 to 1, the ten digits taking turns while all last.
import { createRequire } from 'node:module';

const COLS = 784;

/** @returns {{ values: Float32Array, rows: number, cols: number }} */
export function makeDigits() {
  const require = createRequire(import.meta.url);
  const classes = Array.from({ length: 10 }, (_, digit) => {
    const { data } = require(`mnist/src/digits/${digit}.json`);
    return Array.from({ length: data.length / COLS }, (_, i) =>
      data.slice(i * COLS, (i + 1) * COLS),
    );
  });
  const longest = Math.max(...classes.map((images) => images.length));
  const images = Array.from({ length: longest }, (_, i) => classes.map((all) => all[i]))
    .flat()
    .filter(Boolean);
  return { values: Float32Array.from(images.flat()), rows: images.length, cols: COLS };
}
