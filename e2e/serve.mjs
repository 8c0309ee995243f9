// The built app on a fixed port, for the end-to-end tests.
import { serve } from '../scripts/serve.mjs';

const wanted = Number(process.argv[2]);
const { port } = await serve(wanted);
if (port !== wanted) {
  console.error(`Port ${wanted} is in use.`);
  process.exit(1);
}
