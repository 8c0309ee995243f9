import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  UNIT_BALL_EXTENT,
  fitCamera,
  fromCameraState,
  lensOf,
  mixCameras,
  orbit,
  pan,
  projectPoint,
  toCameraState,
  zoom,
  type MapCamera,
  type View,
} from './camera.ts';

const angle = (low: number, high: number) => fc.double({ min: low, max: high, noNaN: true });
const camera: fc.Arbitrary<MapCamera> = fc.record({
  target: fc.tuple(angle(-1, 1), angle(-1, 1), angle(-1, 1)),
  azimuth: angle(0, 359.9),
  elevation: angle(-89, 89),
  extent: angle(0.1, 5),
});
const view: fc.Arbitrary<View> = fc.record({
  camera,
  flatness: fc.constantFrom(0, 0.3, 1),
  width: fc.integer({ min: 50, max: 2000 }),
  height: fc.integer({ min: 50, max: 2000 }),
});
const project = (v: View, p: readonly [number, number, number]) =>
  projectPoint(lensOf(v, 2), v, ...p)!;

test('the target is in the middle of the pane', () => {
  fc.assert(
    fc.property(view, (v) => {
      const { x, y } = project(v, v.camera.target);
      // Float64 arithmetic on numbers below 1e4.
      expect(x).toBeCloseTo(v.width / 2, 6);
      expect(y).toBeCloseTo(v.height / 2, 6);
    }),
  );
});

test('from straight above, x runs right and y up, and the extent spans the shorter side', () => {
  const v: View = {
    camera: { target: [0, 0, 0], azimuth: 120, elevation: 40, extent: 2 },
    flatness: 1,
    width: 400,
    height: 200,
  };
  expect(project(v, [1, 0, 0.7])).toEqual({ x: 300, y: 100 });
  expect(project(v, [0, 1, -0.7])).toEqual({ x: 200, y: 0 });
});

test('panning moves what is at the depth of the target with the hand', () => {
  fc.assert(
    fc.property(view, (v) => {
      const moved = { ...v, camera: pan(v, 30, -12) };
      const { x, y } = project(moved, v.camera.target);
      expect(x).toBeCloseTo(v.width / 2 + 30, 5);
      expect(y).toBeCloseTo(v.height / 2 - 12, 5);
    }),
  );
});

test('in 2-D what is under the pointer stays there while zooming', () => {
  fc.assert(
    fc.property(view, (v) => {
      const flat = { ...v, flatness: 1 };
      const point = [0.3, -0.2, 0.1] as const;
      const before = project(flat, point);
      const after = project({ ...flat, camera: zoom(flat, 1.7, before.x, before.y) }, point);
      expect(after.x).toBeCloseTo(before.x, 5);
      expect(after.y).toBeCloseTo(before.y, 5);
    }),
  );
});

test('in 3-D zooming keeps the orbit centre, and never runs through zero or away', () => {
  fc.assert(
    fc.property(view, angle(0.01, 100), (v, factor) => {
      const space = { ...v, flatness: 0 };
      let next = space.camera;
      for (let i = 0; i < 50; i++) next = zoom({ ...space, camera: next }, factor, 0, 0);
      expect(next.target).toEqual(space.camera.target);
      expect(next.extent).toBeGreaterThan(0);
      expect(next.extent).toBeLessThan(1000);
    }),
  );
});

test('turning right by a drag brings the front of the cloud to the right', () => {
  const v: View = {
    camera: { target: [0, 0, 0], azimuth: 0, elevation: 0, extent: 2 },
    flatness: 0,
    width: 300,
    height: 300,
  };
  const front = [0, 0, 0.5] as const;
  expect(project({ ...v, camera: orbit(v, 40, 0) }, front).x).toBeGreaterThan(150);
  expect(project({ ...v, camera: orbit(v, 0, 40) }, front).y).toBeGreaterThan(150);
});

test('the fitted camera shows every point, and one of them close to the edge', () => {
  const coordinate = angle(-0.57, 0.57);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 2, maxLength: 30 }),
      view,
      (points, v) => {
        fc.pre(points.some((p) => Math.hypot(...p) > 0.1));
        // From above, a cloud along z alone has no extent on the screen.
        fc.pre(v.flatness === 0 || points.some(([x, y]) => Math.hypot(x, y) > 0.1));
        const fitted = { ...v, camera: fitCamera(Float32Array.from(points.flat()), v) };
        let furthest = 0;
        for (const point of points) {
          const { x, y } = project(fitted, point);
          furthest = Math.max(
            furthest,
            Math.abs(x / v.width - 0.5) * 2,
            Math.abs(y / v.height - 0.5) * 2,
          );
        }
        expect(furthest).toBeLessThanOrEqual(1);
        // A cloud along the line of sight has next to no extent on a tall screen: nothing to fill it with.
        const { extent } = fitted.camera;
        if (extent > 0.01 && extent !== UNIT_BALL_EXTENT) expect(furthest).toBeGreaterThan(0.8);
      },
    ),
  );
});

test('outliers and rows without a place do not widen the fit', () => {
  const pane = { flatness: 0, width: 300, height: 300 };
  const cloud = [0.5, 0, 0, -0.5, 0.2, 0];
  expect(fitCamera(Float32Array.of(...cloud, 9, 9, 9, NaN, NaN, NaN), pane)).toEqual(
    fitCamera(Float32Array.from(cloud), pane),
  );
});

test('a camera survives the link to a tenth of a degree and four digits', () => {
  fc.assert(
    fc.property(camera, (c) => {
      const back = fromCameraState(JSON.parse(JSON.stringify(toCameraState(c))));
      expect(Math.abs(back.extent / c.extent - 1)).toBeLessThan(5e-4);
      expect(Math.abs(back.elevation - c.elevation)).toBeLessThan(0.1);
      for (const i of [0, 1, 2] as const) {
        // Half a step of rounding: `finest` in toCameraState is at most a thousandth of the extent.
        expect(Math.abs(back.target[i] - c.target[i])).toBeLessThan(c.extent * 6e-4);
      }
      // Rounding of the eye moves the azimuth more the nearer the eye is to the pole.
      const turn = Math.abs(((back.azimuth - c.azimuth + 540) % 360) - 180);
      expect(turn * Math.cos((c.elevation * Math.PI) / 180)).toBeLessThan(0.1);
    }),
  );
});

test('a stored camera that goes once through the link does not change any more', () => {
  fc.assert(
    fc.property(camera, (c) => {
      const once = toCameraState(c);
      const twice = toCameraState(fromCameraState(once));
      expect(twice.target).toEqual(once.target);
      expect(twice.zoom).toBeCloseTo(once.zoom, 3);
    }),
  );
});

test('hostile cameras are brought into range', () => {
  const wild = fromCameraState({ position: [0, 0, 0], target: [1e300, 0, -1e300], zoom: -3 });
  expect(Math.max(...wild.target.map(Math.abs))).toBeLessThan(1000);
  expect(wild.extent).toBeGreaterThan(0);
  expect(Number.isFinite(wild.azimuth + wild.elevation)).toBe(true);
});

test('the way between two cameras takes the short turn', () => {
  const a: MapCamera = { target: [0, 0, 0], azimuth: 350, elevation: 0, extent: 1 };
  const b: MapCamera = { target: [1, 0, 0], azimuth: 10, elevation: 20, extent: 4 };
  expect(mixCameras(a, b, 0.5)).toEqual({
    target: [0.5, 0, 0],
    azimuth: 0,
    elevation: 10,
    extent: 2,
  });
  expect(mixCameras(a, b, 1)).toEqual(b);
});
