// `npm start`: installs what is missing, builds, serves the built app on loopback and prints the address.
import { ensurePackages } from './ensure.mjs';
import { buildApp } from './build.mjs';
import { serve } from './serve.mjs';

ensurePackages();
console.log('Building ...');
buildApp();

const wanted = Number(process.env.PORT) || 4173;
const { url, port } = await serve(wanted);
if (port !== wanted) console.log(`Port ${wanted} is in use; taking ${port}.`);
console.log(`\n  Locus is ready: ${url}\n\n  Press Ctrl-C to stop.`);
