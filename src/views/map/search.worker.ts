/// <reference lib="webworker" />
import { toPlain } from '../../base/errors.ts';
import type { SearchReply, SearchRequest } from './search-client.ts';
import { findInParts, type SearchIndex } from './search.ts';

/** Searches apart from the page, so that a regular expression that never ends can be stopped by ending the worker. */
const parts: SearchIndex[] = [];

addEventListener('message', ({ data }: MessageEvent<SearchRequest>) => {
  if (data.kind === 'index') {
    parts.push(data.part);
    return;
  }
  let reply: SearchReply;
  try {
    reply = { id: data.id, items: findInParts(parts, data.query) };
  } catch (error) {
    reply = { id: data.id, error: toPlain(error) };
  }
  postMessage(reply);
});
