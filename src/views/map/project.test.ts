import { expect, test } from 'vitest';
import { lensOf, projectPoint, type View } from './camera.ts';
import { placeOf, projectAll } from './project.ts';

const view: View = {
  camera: { target: [0, 0, 0], azimuth: 30, elevation: 20, extent: 2 },
  flatness: 0,
  width: 320,
  height: 200,
};
const lens = lensOf(view, 2);
const passage = {
  from: Float32Array.of(0, 0, 0, 0.5, 0.25, 0),
  to: Float32Array.of(0.5, 0.5, 0.5, -0.5, 0.25, 1),
  t: 0.25,
};

test('all items at once fall where each falls alone', () => {
  const { xy } = projectAll(passage, lens, view, () => true);
  for (const item of [0, 1]) {
    const { x, y } = projectPoint(lens, view, ...placeOf(passage, item))!;
    // xy is float32: seven digits of a few hundred pixels.
    expect(xy[2 * item]).toBeCloseTo(x, 3);
    expect(xy[2 * item + 1]).toBeCloseTo(y, 3);
  }
});

test('a passage mixes both places', () => {
  expect(placeOf(passage, 1)).toEqual([0.25, 0.25, 0.25]);
});

test('items switched off or behind the eye are nowhere', () => {
  const behind = { from: Float32Array.of(0, 0, 50), to: Float32Array.of(0, 0, 50), t: 1 };
  const straight = { ...view, camera: { ...view.camera, azimuth: 0, elevation: 0 } };
  const away = projectAll(behind, lensOf(straight, 60), view, () => true);
  expect(away.xy[0]).toBeNaN();
  const off = projectAll(passage, lens, view, (item) => item === 1);
  expect(off.xy[0]).toBeNaN();
  expect(off.xy[2]).not.toBeNaN();
});

test('what is nearer to the eye has less depth', () => {
  const straight = { ...view, camera: { ...view.camera, azimuth: 0, elevation: 0 } };
  const places = Float32Array.of(0, 0, 0.5, 0, 0, -0.5);
  const { depth } = projectAll(
    { from: places, to: places, t: 1 },
    lensOf(straight, 2),
    view,
    () => true,
  );
  expect(depth[0]).toBeLessThan(depth[1]!);
});
