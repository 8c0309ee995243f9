import { describe, expect, it } from 'vitest';
import { countPlaced, isPlaced, whereOnMap, whyNotPlaced, type OnMap } from './on-map.ts';

/** Items 0, 2 and 4 of five are on the map. */
const sampled: OnMap = {
  coordinates: Float32Array.of(0, 1, NaN, NaN, 2, 3, NaN, NaN, 4, 5),
  dims: 2,
  isSample: true,
};
const neighbours = (item: number, ...indices: number[]) => ({
  item,
  indices: Uint32Array.from(indices),
});

describe('items on the map', () => {
  it('are those with a place', () => {
    expect([0, 1, 4, 5].map((item) => isPlaced(sampled, item))).toEqual([true, false, true, false]);
    expect(countPlaced(sampled, Uint32Array.of(0, 1, 2, 3))).toBe(2);
  });

  it('are told from those outside the sample and those that the method could not place', () => {
    expect(whyNotPlaced(sampled)).toBe('Not in the sample: this item is not on the map.');
    expect(whyNotPlaced({ ...sampled, isSample: false })).toContain('the notes of the recipe');
  });
});

describe('where neighbours are', () => {
  it.each([
    [neighbours(0, 2, 4), 'Lines show where they lie on the map.'],
    [neighbours(0, 1, 2, 3), 'Lines show where those lie that are on the map: 1 of 3.'],
    [neighbours(0, 1, 3), 'None of them is on the map.'],
    [neighbours(1, 0, 2), ''],
    [neighbours(0), ''],
  ])('is said only of those on the map: %o', (answer, text) => {
    expect(whereOnMap(sampled, answer)).toBe(text);
  });

  it('is not said before there is a map', () => {
    expect(whereOnMap(null, neighbours(0, 2))).toBe('');
  });
});
