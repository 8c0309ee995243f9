import type * as MapCode from './MapPicture.tsx';

let loaded: typeof MapCode | null = null;

/** The code of the map, or null while it is not there. */
export const loadedMap = (): typeof MapCode | null => loaded;

/** Fetches the code of the map: three.js is most of the page's code, and the first screen does without it. */
export async function loadMap(): Promise<typeof MapCode> {
  loaded ??= await import('./MapPicture.tsx');
  return loaded;
}

/** Makes the first map ready in moments in which the page has nothing to do. Gives back the way to stop. */
export function prepareMap(): () => void {
  let stopped = false;
  const prepare = async (): Promise<void> => {
    await loadMap();
    const { prepareStage } = await import('../../src/views/map/stage.ts');
    whenIdle(() => {
      if (!stopped) prepareStage();
    });
  };
  // What cannot be fetched now is fetched again, and missed, when the map is needed.
  whenIdle(() => {
    if (!stopped) prepare().catch(() => undefined);
  });
  return () => {
    stopped = true;
  };
}

/** Safari has no idle callbacks. */
function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(work);
  else setTimeout(work, 200);
}
