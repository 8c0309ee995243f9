import { expect, type Browser, type Page, type TestInfo } from '@playwright/test';
import type { Workspace } from '../../src/state/workspace.ts';
import type { Upload } from './data.ts';

interface Shown {
  readonly value: { readonly coordinates: Float32Array; readonly dims: number };
  readonly recipe: { readonly backend: { readonly id: string } };
}

/** What the app shows to tests under `?testing` (app/testing.ts). */
interface Hook {
  idle(): Promise<void>;
  readonly backend: string | undefined;
  readonly map: {
    project(item: number): { x: number; y: number };
    readonly camera: { position: number[]; target: number[]; zoom: number };
  };
  readonly store: {
    getState(): {
      workspace: Workspace;
      results: Map<string, { status: string; result?: Shown }>;
      setSelection(items: Uint32Array): void;
      setFocus(item: number | null): void;
      setPane(id: string, patch: object): void;
    };
  };
}

const hook = '__locus' as keyof Window;
type Hooked = Window & Record<typeof hook, Hook>;

/** The backend that this set-up must run on. */
export const expectedBackend = ({ project }: TestInfo): string =>
  project.name === 'webgpu' ? 'webgpu' : 'wasm';

export const isNarrow = ({ project }: TestInfo): boolean => project.name === 'touch';

/** Opens the app; the software adapter has to be asked for, since it is slower than WASM. */
export async function openApp(page: Page, info: TestInfo, hash = ''): Promise<void> {
  const backend = info.project.name === 'webgpu' ? '&backend=webgpu' : '';
  await page.goto(`./?testing${backend}${hash}`);
  await page.waitForFunction((name) => name in window, hook);
}

export const idle = (page: Page): Promise<void> =>
  page.evaluate((name) => (window as unknown as Hooked)[name].idle(), hook);

/** The backend of the engine and of the last result on the map. */
export const backends = (page: Page): Promise<(string | undefined)[]> =>
  page.evaluate((name) => {
    const { backend, store } = (window as unknown as Hooked)[name];
    const [run] = store.getState().results.values();
    return [backend, run?.result?.recipe.backend.id];
  }, hook);

export const workspace = (page: Page): Promise<Workspace> =>
  page.evaluate((name) => (window as unknown as Hooked)[name].store.getState().workspace, hook);

/** Looks at an item without a click on the map. */
export const focusOn = (page: Page, item: number): Promise<void> =>
  page.evaluate(
    ([name, index]) => (window as unknown as Hooked)[name].store.getState().setFocus(index),
    [hook, item] as const,
  );

/** Selects the first items. */
export const select = (page: Page, count: number): Promise<void> =>
  page.evaluate(
    ([name, items]) =>
      (window as unknown as Hooked)[name].store
        .getState()
        .setSelection(Uint32Array.from({ length: items }, (_, i) => i)),
    [hook, count] as const,
  );

/** The first item that the result on the map has no place for. */
export const firstWithoutPlace = (page: Page): Promise<number> =>
  page.evaluate((name) => {
    const [run] = (window as unknown as Hooked)[name].store.getState().results.values();
    const { coordinates, dims } = run!.result!.value;
    return Math.floor(coordinates.findIndex(Number.isNaN) / dims);
  }, hook);

/** Asks for a picture without going through the controls. */
export const setPane = (page: Page, patch: object): Promise<void> =>
  page.evaluate(
    ([name, fields]) => (window as unknown as Hooked)[name].store.getState().setPane('a', fields),
    [hook, patch] as const,
  );

/** Where an item is on the map, in CSS pixels of the page. */
export async function positionOf(page: Page, item: number): Promise<{ x: number; y: number }> {
  const inside = await page.evaluate(
    ([name, index]) => (window as unknown as Hooked)[name].map.project(index),
    [hook, item] as const,
  );
  const box = (await mapOf(page).boundingBox())!;
  return { x: box.x + inside.x, y: box.y + inside.y };
}

/** Draws over the map with the tool in hand, between two corners given as fractions of its sides. */
export async function dragAcross(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const box = (await mapOf(page).boundingBox())!;
  await page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 4 });
  await page.mouse.up();
}

export const mapOf = (page: Page) => page.getByRole('application', { name: /map of/ });

/** Gives the files to the app, as choosing them in the file dialog does. */
export async function give(page: Page, files: readonly Upload[]): Promise<void> {
  await page
    .getByTestId('file-input')
    .first()
    .setInputFiles(files.map((file) => ({ ...file })));
}

/** On a narrow screen the panels are behind tabs. */
export async function panel(page: Page, info: TestInfo, name: 'Data' | 'Map' | 'Inspector') {
  if (isNarrow(info)) await page.getByRole('radio', { name, exact: true }).click();
}

/** A second person: another browser context that shares nothing with the first. */
export async function colleague(browser: Browser, info: TestInfo): Promise<Page> {
  const { viewport, hasTouch, isMobile, baseURL } = info.project.use;
  const context = await browser.newContext({
    ...(viewport !== undefined && { viewport }),
    ...(hasTouch !== undefined && { hasTouch }),
    ...(isMobile !== undefined && { isMobile }),
    ...(baseURL !== undefined && { baseURL }),
  });
  return context.newPage();
}

/** Everything the page complains about ends up here and fails the test that looks. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

/** The address that Share offers. */
export async function sharedLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByTestId('share-status')).toHaveText(/Copied|copy it by hand/);
  const address = await page.getByRole('textbox', { name: 'Link to this view' }).inputValue();
  await page.keyboard.press('Escape');
  return address;
}

/** Answers the question whether vectors belong to the data that are open. */
export async function openAsNew(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'What to open' });
  await dialog.getByRole('radio', { name: 'New data' }).click();
  await dialog.getByRole('button', { name: 'Open' }).click();
}

/** Answers the question whether vectors that cannot join the open data may take their place. */
export const replaceOpen = (page: Page): Promise<void> =>
  page
    .getByRole('dialog', { name: 'What to open' })
    .getByRole('button', { name: 'Open as new data' })
    .click();
