import { afterEach, expect, test, vi } from 'vitest';
import { MapRenderer } from './renderer.ts';
import { prepareStage } from './stage.ts';
import { THEMES } from './theme.ts';

afterEach(() => vi.restoreAllMocks());

test('the first map uses the context opened ahead of time, and it is opened once', async () => {
  const getContext = vi.spyOn(HTMLCanvasElement.prototype, 'getContext');
  const opened = (): number =>
    getContext.mock.calls.filter(([kind]: string[]) => kind === 'webgl2').length;
  prepareStage();
  prepareStage();
  expect(opened()).toBe(1);

  const open = (): MapRenderer => {
    const host = document.createElement('div');
    host.style.cssText = 'position:fixed;left:0;top:0;width:200px;height:100px';
    document.body.append(host);
    return new MapRenderer(host, {}, THEMES.light);
  };
  const first = open();
  expect(opened()).toBe(1);
  first.setPositions(Float32Array.of(-1, 0, 1, 0), 2);
  await first.idle();
  expect(first.reachableCount).toBe(2);

  const second = open();
  expect(opened()).toBe(2);
  prepareStage();
  expect(opened()).toBe(2);
  for (const map of [first, second]) {
    map.dispose();
    map.element.remove();
  }
});
