/** Plain JSON. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * What a link held that this version of Locus does not know. It is shown as a placeholder and written back, so
 * that passing a link through an older Locus loses nothing.
 */
export interface UnknownParts {
  /** The workspace version of the link, where it is newer than ours. */
  readonly version: number | null;
  /** Top-level parts by name. */
  readonly parts: JsonObject;
  /** Fields of panes we do know, by pane id. */
  readonly paneFields: ReadonlyMap<string, JsonObject>;
  /** Panes that show a view we do not know, with their place among the panes. */
  readonly panes: readonly { readonly at: number; readonly pane: JsonObject }[];
}

export const NOTHING_UNKNOWN: UnknownParts = {
  version: null,
  parts: {},
  paneFields: new Map(),
  panes: [],
};
