import { describe, expect, it } from 'vitest';
import type { Result } from '../analysis/types.ts';
import type { FilesReference } from './data-reference.ts';
import { undoLabel } from './history.ts';
import { encodeLink } from './link.ts';
import { REMEMBERED_RESULTS } from './results-slice.ts';
import { runKey } from './run-key.ts';
import { createLocusStore, type LocusState, type LocusStore } from './store.ts';
import { datasetOf, filesReference } from './testing/workspaces.ts';
import { emptyWorkspace, type Workspace } from './workspace.ts';

const SAMPLE = { kind: 'sample' as const, id: 'words' };

const opened = (rows = 100): LocusStore => {
  const store = createLocusStore();
  store.getState().openDataset(datasetOf(rows), SAMPLE);
  return store;
};
const camera = (x: number) => ({
  position: [x, 2, 3] as [number, number, number],
  target: [0, 0, 0] as [number, number, number],
  zoom: 1,
});

describe('the workspace', () => {
  const actions: [words: string, act: (state: LocusState) => void][] = [
    ['change point size', (s) => s.setPane('a', { pointSize: 2 })],
    ['colour by pos', (s) => s.setColour('a', { column: 'pos' })],
    ['choose categories', (s) => s.setColour('a', { hidden: ['x'] })],
    ['project with umap', (s) => s.setProjection('a', 'umap', { seed: 3 })],
    ['move the camera', (s) => s.setCamera('a', camera(1))],
    ['select 3 items', (s) => s.setSelection(Uint32Array.of(9, 4, 5))],
    ['inspect item 7 (counting from 0)', (s) => s.setFocus(7)],
    ['change number of the neighbours', (s) => s.setNeighbours({ k: 5 })],
    ['search', (s) => s.setSearch({ text: 'river' })],
  ];

  it.each(actions)('undoes and redoes "%s"; doing it again changes nothing', (words, act) => {
    const store = opened();
    const before = store.getState().workspace;
    act(store.getState());
    const after = store.getState().workspace;
    expect(after).not.toEqual(before);
    expect(undoLabel(store.getState().history)).toBe(`Undo: ${words}`);
    act(store.getState());
    expect(store.getState().workspace).toBe(after);
    store.getState().undo();
    expect(store.getState().workspace).toBe(before);
    store.getState().redo();
    expect(store.getState().workspace).toBe(after);
  });

  it.each<[string, (state: LocusState) => void]>([
    ['method', (s) => s.setProjection('a', 'other')],
    ['parameters', (s) => s.setProjection('a', 'umap', { seed: 4 })],
    ['space', (s) => s.setPane('a', { space: 'layer 2' })],
    ['sample', (s) => s.setPane('a', { sample: { rows: 10, seed: 0 } })],
  ])('fits the camera to another picture: %s; undo brings it back', (_, act) => {
    const store = opened();
    store.getState().setProjection('a', 'umap', { seed: 3 });
    store.getState().setCamera('a', camera(1));
    act(store.getState());
    expect(store.getState().workspace.panes[0]!.camera).toBeUndefined();
    store.getState().undo();
    expect(store.getState().workspace.panes[0]!.camera).toEqual(camera(1));
  });

  it('keeps the camera where the picture goes on, or only looks different', () => {
    const store = opened();
    store.getState().setProjection('a', 'umap', { seed: 3 });
    store.getState().setCamera('a', camera(1));
    const { setPane, setProjection } = store.getState();
    setPane('a', { params: { rounds: 2, seed: 3 } });
    setPane('a', { pointSize: 2 });
    setProjection('a', 'umap', { seed: 3, rounds: 2 });
    expect(store.getState().workspace.panes[0]!.camera).toEqual(camera(1));
  });

  it('shares what an edit does not touch', () => {
    const store = opened();
    const { edit } = store.getState();
    edit('add a pane', (w) => ({ ...w, panes: [...w.panes, { ...w.panes[0]!, id: 'b' }] }));
    const before = store.getState().workspace;
    store.getState().setColour('b', { column: 'pos' });
    const after = store.getState().workspace;
    expect(after.panes[0]).toBe(before.panes[0]);
    expect(after.search).toBe(before.search);
  });

  it('takes optional fields away again', () => {
    const store = opened();
    store.getState().setPane('a', { space: 'layer 3', camera: camera(1) });
    store.getState().setPane('a', { space: undefined });
    store.getState().setCamera('a', undefined);
    expect(store.getState().workspace.panes[0]).toStrictEqual(emptyWorkspace().panes[0]);
  });

  it('ignores panes that are closed', () => {
    const store = opened();
    const { workspace } = store.getState();
    store.getState().setPane('gone', { pointSize: 2 });
    expect(store.getState().workspace).toBe(workspace);
  });

  it('makes one entry of a drag, and one of all camera travel', () => {
    let now = 0;
    const store = createLocusStore({ now: () => now });
    for (const pointSize of [1.1, 1.2, 1.3]) {
      store.getState().setPane('a', { pointSize }, { coalesce: 'size', label: 'point size' });
      now += 300;
    }
    for (let x = 0; x < 5; x++) {
      store.getState().setCamera('a', camera(x));
      now += 60_000;
    }
    expect(store.getState().history.past.map((step) => step.label)).toEqual([
      'point size',
      'move the camera',
    ]);
  });

  it('keeps six digits of a camera, for short links', () => {
    const store = opened();
    store.getState().setCamera('a', { ...camera(1 / 3), zoom: 123456.789 });
    expect(store.getState().workspace.panes[0]!.camera).toEqual({
      ...camera(0.333333),
      zoom: 123457,
    });
  });

  it('starts history anew with other data', () => {
    const store = opened();
    store.getState().setFocus(3);
    store.getState().setData({ kind: 'sample', id: 'digits' });
    expect(store.getState().history.past).toEqual([]);
    expect(store.getState().workspace.data).toEqual({ kind: 'sample', id: 'digits' });
  });
});

describe('opening data', () => {
  it('starts the workspace anew, unless the data stay the same', () => {
    const store = opened();
    store.getState().setSelection(Uint32Array.of(1));
    store.getState().openDataset(datasetOf(100), SAMPLE, { keepWorkspace: true });
    expect(store.getState().workspace.selection).toEqual([[1, 1]]);
    const more = filesReference(['more.npy', 'b']);
    store.getState().openDataset(datasetOf(100), more, { keepWorkspace: true });
    store.getState().undo();
    expect(store.getState().workspace).toEqual({ ...emptyWorkspace(), data: more });
    const digits = { kind: 'sample' as const, id: 'digits' };
    store.getState().openDataset(datasetOf(50, 'digits'), digits);
    expect(store.getState().workspace).toEqual({ ...emptyWorkspace(), data: digits });
  });

  it('never shows new data under the old workspace, nor old results over new data', () => {
    const store = opened();
    store.getState().setSelection(Uint32Array.of(99));
    store.getState().beginRun('a', 'k');
    const digits = { kind: 'sample' as const, id: 'digits' };
    let changes = 0;
    store.subscribe(({ dataset, workspace, results }) => {
      changes++;
      const isNew = dataset?.name === 'digits';
      expect(workspace.data).toEqual(isNew ? digits : SAMPLE);
      expect(workspace.selection).toHaveLength(isNew ? 0 : 1);
      expect(results.size).toBe(isNew ? 0 : 1);
    });
    store.getState().openDataset(datasetOf(50, 'digits'), digits);
    expect(changes).toBeGreaterThan(0);
  });

  it('keeps what is loaded when the next file fails', () => {
    const store = opened();
    const { dataset } = store.getState();
    store.getState().beginLoading('bad.npy');
    store.getState().setLoadingProgress({ stage: 'Reading', done: 1, total: 2 });
    expect(store.getState().loading).toMatchObject({ what: 'bad.npy', progress: { done: 1 } });
    store
      .getState()
      .addProblems([{ code: 'E_TRUNCATED', message: 'Ends early.', hint: 'Copy it.' }]);
    store.getState().endLoading();
    store.getState().setLoadingProgress({ stage: 'late', done: 1, total: 2 });
    expect(store.getState()).toMatchObject({ dataset, loading: null });
    const [problem] = store.getState().problems;
    store.getState().dismissProblem(problem!.id);
    expect(store.getState().problems).toEqual([]);
  });
});

describe('opening a link', () => {
  const files = filesReference(['v.npy', 'a'], ['m.csv', 'b']) as FilesReference;
  const shared: Workspace = { ...emptyWorkspace(), data: files, focus: 70, selection: [[5, 90]] };
  const link = encodeLink(shared).fragment;
  const awaiting = (): LocusStore => {
    const store = createLocusStore();
    expect(store.getState().openLink(link)).toBe(true);
    expect(store.getState().awaiting).toEqual(files);
    return store;
  };
  const problems = (store: LocusStore): string[] =>
    store.getState().problems.map(({ message }) => message);

  it('shows the view as soon as the files are there', () => {
    const store = awaiting();
    store.getState().openDataset(datasetOf(100), files);
    expect(store.getState()).toMatchObject({ workspace: shared, awaiting: null, problems: [] });
  });

  it('says which file is another one, and keeps the view as far as it fits', () => {
    const store = awaiting();
    store.getState().openDataset(datasetOf(50), filesReference(['v.npy', 'c'], ['m.csv', 'b']));
    expect(problems(store)).toEqual([
      expect.stringMatching(
        /^"v\.npy" is not the file .* SHA-256 is cccccccccccc….* Left out 41 selected items and the inspected item of the link: "words" has 50 items only\.$/,
      ),
    ]);
    expect(store.getState().workspace).toMatchObject({ focus: null, selection: [[5, 49]] });
  });

  it('lists all the files that are missing in one problem', () => {
    const store = awaiting();
    store.getState().openDataset(datasetOf(100), filesReference(['other.npy', 'c']));
    expect(problems(store)).toEqual([
      expect.stringMatching(/made with "v\.npy" .* made with "m\.csv"/),
    ]);
  });

  it('shows the whole view when the right file follows the wrong one', () => {
    const store = awaiting();
    store.getState().openDataset(datasetOf(50), filesReference(['other.npy', 'c']));
    expect(problems(store)[0]).toContain('was made with "v.npy"');
    store.getState().openDataset(datasetOf(100), files);
    expect(store.getState()).toMatchObject({ workspace: shared, problems: [] });
  });

  it('takes the files one by one', () => {
    const store = awaiting();
    store.getState().openDataset(datasetOf(100), filesReference(['v.npy', 'a']));
    expect(problems(store)).toEqual([expect.stringContaining('made with "m.csv"')]);
    store.getState().openDataset(datasetOf(100), files, { keepWorkspace: true });
    expect(store.getState()).toMatchObject({ workspace: shared, problems: [] });
  });

  it('needs no loading when its data are open already', () => {
    const store = createLocusStore();
    store.getState().openDataset(datasetOf(60), files);
    const { dataset } = store.getState();
    store.getState().openLink(link);
    expect(store.getState()).toMatchObject({ dataset, awaiting: null });
    expect(store.getState().workspace).toEqual({
      ...shared,
      focus: null,
      selection: [[5, 59]],
    });
  });

  it('asks for its files when they are open in another way', () => {
    const store = createLocusStore();
    const columns: [number, number][] = [[0, 2]];
    store.getState().openDataset(datasetOf(100), { ...files, columns });
    store.getState().openLink(link);
    expect(store.getState()).toMatchObject({ dataset: null, awaiting: files });
    store.getState().openDataset(datasetOf(100), { ...files, columns });
    expect(problems(store)).toEqual([expect.stringContaining('in another way: the columns.')]);
    expect(store.getState().link?.reference).toEqual(files);
    store.getState().openDataset(datasetOf(100), files);
    expect(store.getState()).toMatchObject({ workspace: shared, link: null, problems: [] });
  });

  it('closes other data', () => {
    const store = opened();
    store.getState().openLink(link);
    expect(store.getState()).toMatchObject({ dataset: null, awaiting: files });
  });

  it('that cannot be read changes nothing but says so', () => {
    const store = opened();
    const { workspace, dataset } = store.getState();
    expect(store.getState().openLink('#w=1.***')).toBe(false);
    expect(store.getState()).toMatchObject({ workspace, dataset });
    expect(store.getState().problems).toMatchObject([{ code: 'E_LINK', place: 'character 6' }]);
    expect(store.getState().openLink('#about')).toBe(false);
    expect(store.getState().problems).toHaveLength(1);
    expect(store.getState().openLink('#w=1.?')).toBe(false);
    expect(store.getState().problems).toMatchObject([{ message: expect.stringContaining('"?"') }]);
  });

  it('can be given up', () => {
    const store = awaiting();
    store.getState().forgetLink();
    expect(store.getState()).toMatchObject({ awaiting: null, workspace: emptyWorkspace() });
    store.getState().openDataset(datasetOf(100), files);
    expect(store.getState().workspace).toEqual({ ...emptyWorkspace(), data: files });
  });
});

describe('results', () => {
  const result = (method: string): Result => ({
    method,
    version: 1,
    output: 'projection',
    value: null,
    recipe: {} as Result['recipe'],
    elapsed: 1,
  });
  const pca = result('pca');
  const run = (store: LocusStore) => store.getState().results.get('a');

  it('go from running over pause to done', () => {
    const store = createLocusStore();
    const { beginRun, setProgress, pauseRun, resumeRun, finishRun } = store.getState();
    beginRun('a', 'k');
    setProgress('a', 'k', { stage: 'layout', done: 1, total: 9 });
    pauseRun('a', 'k');
    expect(run(store)).toMatchObject({ status: 'paused', progress: { done: 1 } });
    resumeRun('a', 'k');
    expect(run(store)?.status).toBe('running');
    finishRun('a', 'k', pca);
    expect(run(store)).toEqual({ status: 'done', key: 'k', result: pca, resultKey: 'k' });
  });

  it('keep the last picture while the next is computed, failed or cancelled', () => {
    const store = createLocusStore();
    const { beginRun, finishRun, failRun, cancelRun } = store.getState();
    beginRun('a', 'pca');
    finishRun('a', 'pca', pca);
    const shown = { result: pca, resultKey: 'pca' };
    beginRun('a', 'umap');
    expect(run(store)).toEqual({ status: 'running', key: 'umap', ...shown });
    cancelRun('a', 'umap');
    expect(run(store)).toEqual({ status: 'cancelled', key: 'umap', ...shown });
    beginRun('a', 'umap');
    const error = { code: 'E_X', message: 'No.', hint: 'Yes.' };
    failRun('a', 'umap', error);
    expect(run(store)).toEqual({ status: 'failed', key: 'umap', ...shown, error });
  });

  it('ask before a run that is over budget, which then begins or is left', () => {
    const store = createLocusStore();
    const { beginRun, askRun, cancelRun } = store.getState();
    const sample = { rows: 10, of: 99, seed: 0, seconds: 1, bytes: 1 };
    const estimate = { seconds: 900, bytes: 1, sample };
    beginRun('a', 'k');
    askRun('a', 'older', estimate);
    expect(run(store)?.status).toBe('running');
    askRun('a', 'k', estimate);
    expect(run(store)).toEqual({ status: 'asking', key: 'k', estimate });
    cancelRun('a', 'k');
    expect(run(store)).toEqual({ status: 'cancelled', key: 'k' });
    askRun('a', 'k', estimate);
    expect(run(store)?.status).toBe('cancelled');
    beginRun('a', 'k');
    expect(run(store)).toEqual({ status: 'running', key: 'k' });
  });

  it('of an older run are remembered but not shown', () => {
    const store = createLocusStore();
    const { beginRun, finishRun, failRun, setProgress, showCached } = store.getState();
    beginRun('a', 'old');
    beginRun('a', 'new');
    const before = run(store);
    setProgress('a', 'old', { stage: 'x', done: 1, total: 1 });
    failRun('a', 'old', { code: 'E_X', message: '', hint: '' });
    finishRun('a', 'old', pca);
    expect(run(store)).toBe(before);
    expect(showCached('a', 'old')).toBe(true);
    expect(run(store)).toEqual({ status: 'done', key: 'old', result: pca, resultKey: 'old' });
  });

  it('come back without computing, the latest used ones', () => {
    const store = createLocusStore();
    const { beginRun, finishRun, showCached, hasResult } = store.getState();
    for (let i = 0; i <= REMEMBERED_RESULTS; i++) {
      beginRun('a', `k${i}`);
      finishRun('a', `k${i}`, result(`m${i}`));
      showCached('a', 'k0');
    }
    expect(showCached('a', 'k0')).toBe(true);
    expect(showCached('a', 'k1')).toBe(false);
    expect(showCached('a', 'k2')).toBe(true);
    expect([hasResult('k1'), hasResult('k2')]).toEqual([false, true]);
  });

  it('are forgotten with the vectors; what is shown stays, as the answer to no question', () => {
    const store = createLocusStore();
    const { beginRun, finishRun, cancelRun, showCached, forgetResults } = store.getState();
    beginRun('a', 'k');
    finishRun('a', 'k', pca);
    beginRun('b', 'k');
    forgetResults();
    expect(showCached('a', 'k')).toBe(false);
    expect(run(store)).toEqual({ status: 'idle', key: null, result: pca });
    expect(store.getState().results.has('b')).toBe(false);
    beginRun('a', 'k');
    cancelRun('a', 'k');
    expect(run(store)).toEqual({ status: 'cancelled', key: 'k', result: pca });
  });

  it('are dropped with their data, not when metadata join them', () => {
    const store = opened();
    store.getState().beginRun('a', 'k');
    store.getState().finishRun('a', 'k', pca);
    store.getState().openDataset(datasetOf(100), SAMPLE, { keepWorkspace: true });
    expect(run(store)?.result).toBe(pca);
    store.getState().openDataset(datasetOf(10, 'other'), filesReference(['other.npy', 'd']));
    expect(run(store)).toBeUndefined();
  });

  it('pass frames by the store', () => {
    const store = createLocusStore();
    const { frames, beginRun, finishRun } = store.getState();
    let changes = 0;
    const seen: number[] = [];
    beginRun('a', 'k');
    store.subscribe(() => changes++);
    const stop = frames.subscribe('a', ({ epoch }) => seen.push(epoch));
    const frame = (epoch: number) => ({ coordinates: new Float32Array(2), epoch, epochs: 3 });
    frames.emit('a', frame(1));
    frames.emit('b', frame(2));
    stop();
    frames.emit('a', frame(3));
    expect([seen, changes]).toEqual([[1], 0]);
    expect(frames.latest('a')?.epoch).toBe(3);
    finishRun('a', 'k', pca);
    expect(frames.latest('a')).toBeNull();
  });

  it('have one key for one recipe, whatever the order of its fields', () => {
    const key = (params: Record<string, unknown>) => runKey({ space: 's', method: 'm', params });
    expect(key({ a: 1, b: { c: [1, 2], d: 3 } })).toBe(key({ b: { d: 3, c: [1, 2] }, a: 1 }));
    expect(key({ a: [1, 2] })).not.toBe(key({ a: [2, 1] }));
    expect(key({ a: 1 })).not.toBe(key({ a: '1' }));
    expect(key({ a: {} })).not.toBe(key({ a: [] }));
  });
});

describe('the session', () => {
  it('keeps the theme, in a browser that lets it', () => {
    const kept = new Map<string, string>();
    const storage = () => ({
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
    createLocusStore({ storage }).getState().setTheme('dark');
    expect(createLocusStore({ storage }).getState().theme).toBe('dark');
    for (const key of kept.keys()) kept.set(key, 'rubbish');
    expect(createLocusStore({ storage }).getState().theme).toBe('system');

    const store = createLocusStore({
      storage: () => {
        throw new Error('blocked');
      },
    });
    store.getState().setTheme('light');
    expect(store.getState().theme).toBe('light');
  });

  it('numbers its messages, so that the same one is read out twice', () => {
    const store = createLocusStore();
    for (let i = 0; i < 25; i++) store.getState().announce('Selected 3 items');
    const ids = store.getState().notices.map(({ id }) => id);
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
    store.getState().dismissNotice(ids[0]!);
    expect(store.getState().notices).toHaveLength(19);
  });
});
