import { linkWriter, type LinkWriter } from '../../src/state/link-writer.ts';
import type { LocusStore } from '../../src/state/store.ts';
import type { Workspace } from '../../src/state/workspace.ts';
import { withKnownMethods } from './known-methods.ts';
import type { Opening } from './opening.ts';

type Methods = Parameters<typeof withKnownMethods>[1];

export interface LinkSync {
  /** The address of the view as it is now, written at once. */
  address(): string;
  stop(): void;
}

/** The address bar follows the workspace, and the workspace follows a link that is put into the address bar. */
export function syncLink(store: LocusStore, opening: Opening, methods: Methods): LinkSync {
  const writer: LinkWriter = linkWriter(store, {
    write: (fragment) =>
      history.replaceState(null, '', fragment || location.pathname + location.search),
  });
  // `replaceState` does not fire `hashchange`: only the person does.
  const onHashChange = (): void => openAddress(store, opening, methods);
  window.addEventListener('hashchange', onHashChange);
  openAddress(store, opening, methods);
  return {
    address() {
      const { origin, pathname, search } = location;
      return origin + pathname + search + writer.flush();
    },
    stop() {
      window.removeEventListener('hashchange', onHashChange);
      writer.stop();
    },
  };
}

/** A sample is opened at once; for files of somebody's own, the first screen asks for them. */
function openAddress(store: LocusStore, opening: Opening, methods: Methods): void {
  const fit = (workspace: Workspace) => withKnownMethods(workspace, methods);
  if (!store.getState().openLink(location.hash, fit)) return;
  const { awaiting } = store.getState();
  if (awaiting?.kind === 'sample') void opening.openSample(awaiting.id);
}
