import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRng } from '../math/rng.ts';
import { decodeLink } from './link.ts';
import { linkWriter } from './link-writer.ts';
import { createLocusStore } from './store.ts';

describe('the link writer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('writes once, a moment after the last change', () => {
    const store = createLocusStore();
    const written: string[] = [];
    linkWriter(store, { delay: 400, write: (fragment) => written.push(fragment) });
    store.getState().setFocus(1);
    vi.advanceTimersByTime(399);
    store.getState().setFocus(2);
    vi.advanceTimersByTime(399);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(written.map((fragment) => decodeLink(fragment)?.workspace.focus)).toEqual([2]);
    store.getState().announce('not the workspace');
    store.getState().setTool('lasso');
    vi.advanceTimersByTime(1000);
    expect(written).toHaveLength(1);
    store.getState().undo();
    vi.advanceTimersByTime(400);
    expect(written[1]).toBe('');
  });

  it('writes at once when asked, and nothing after it was stopped', () => {
    const store = createLocusStore();
    const written: string[] = [];
    const writer = linkWriter(store, { write: (fragment) => written.push(fragment) });
    store.getState().setFocus(1);
    expect(writer.flush()).toBe(written[0]);
    vi.advanceTimersByTime(1000);
    expect(written).toHaveLength(1);
    store.getState().setFocus(2);
    writer.stop();
    store.getState().setFocus(3);
    vi.advanceTimersByTime(1000);
    expect(written).toHaveLength(1);
  });

  it('says what does not fit, until it fits', () => {
    const store = createLocusStore();
    const writer = linkWriter(store, { write: () => undefined });
    const rng = createRng(3);
    store
      .getState()
      .setSelection(Uint32Array.from({ length: 20_000 }, () => rng.integer(1_000_000)));
    writer.flush();
    expect(store.getState().linkProblem).toMatchObject({ code: 'E_LINK_LONG' });
    store.getState().undo();
    writer.flush();
    expect(store.getState().linkProblem).toBeNull();
  });
});
