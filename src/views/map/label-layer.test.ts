import { expect, test } from 'vitest';
import { LabelLayer } from './label-layer.ts';

const pane = { width: 400, height: 300, gap: 6, now: 0 };
const label = (item: number) => ({ item, text: `${item}`, priority: -item });

test('labels follow their points; one carried onto another stays away until they are placed anew', () => {
  const layer = new LabelLayer(() => 40);
  let x = [50, 250];
  const spot = (item: number) => ({ x: x[item]!, y: 150 });
  const shown = () => layer.follow(spot).map(({ item, left }) => [item, left]);
  layer.set([label(0), label(1)]);
  layer.place(pane, spot, () => 0);
  expect(shown()).toEqual([
    [0, 56],
    [1, 256],
  ]);

  x = [80, 280];
  expect(shown()).toEqual([
    [0, 86],
    [1, 286],
  ]);
  x = [100, 110];
  expect(shown()).toEqual([[0, 106]]);
  x = [50, 250];
  expect(shown()).toEqual([[0, 56]]);
  layer.place(pane, spot, () => 0);
  expect(shown()).toHaveLength(2);
});
