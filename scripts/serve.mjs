// Serves the built app on loopback.
import { ROOT } from './ensure.mjs';

/** Starts at `port` and takes the next free one. Returns the address that answers, and `close`. */
export async function serve(port) {
  const { preview } = await import('vite');
  const server = await preview({
    root: ROOT,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port, strictPort: false },
  });
  const address = server.httpServer.address();
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}/`,
    close: () => server.close(),
  };
}
