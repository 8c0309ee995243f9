import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { descriptorById } from '../src/analysis/descriptors.ts';
import { LocusContext } from '../src/state/hooks.ts';
import { createLocusStore } from '../src/state/store.ts';
import { App } from './App.tsx';
import { followTheme } from './layout/theme.ts';
import { SessionContext } from './session/hooks.ts';
import { pageQuery } from './session/query.ts';
import { createSession } from './session/session.ts';
import { exposeForTests } from './testing.ts';
import './theme.css';

// The content security policy allows no code made from strings.
z.config({ jitless: true });

const query = pageQuery(location.search);
const store = createLocusStore({ storage: () => localStorage });
followTheme(store);
const session = createSession(store, descriptorById, query);
if (query.testing) exposeForTests(session);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <LocusContext value={store}>
      <SessionContext value={session}>
        <App />
      </SessionContext>
    </LocusContext>
  </StrictMode>,
);
