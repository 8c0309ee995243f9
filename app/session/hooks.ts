import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { KeptState } from '../kept/kept.ts';
import type { Details } from './details.ts';
import type { Session } from './session.ts';

/** Holds the page's session: `<SessionContext value={session}>`. */
export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is called outside <SessionContext>');
  return session;
}

/** Part of the details; the selector gives back stored values, not fresh objects. */
export function useDetails<T>(selector: (details: Details) => T): T {
  return useStore(useSession().details, selector);
}

/** Part of what is kept in this browser. */
export function useKept<T>(selector: (state: KeptState) => T): T {
  return useStore(useSession().kept.state, selector);
}
