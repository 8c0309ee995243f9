import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Upload } from './data.ts';

interface Manner {
  /** Whether other pages may read the files. */
  readonly cors: boolean;
  /** Whether parts of files are given. */
  readonly ranges: boolean;
  /** Milliseconds between two pieces of an answer. */
  readonly pause?: number;
  /** Any free one without it. */
  readonly port?: number;
}

interface Asked {
  readonly path: string;
  readonly range: string | undefined;
  readonly headers: IncomingMessage['headers'];
  /** Bytes of the answer that were written. */
  bytes: number;
}

export interface FileServer {
  readonly origin: string;
  readonly host: string;
  readonly asked: Asked[];
  close(): Promise<void>;
}

const PIECE = 64 << 10;

/** A second server on this machine that gives files, in the manner of one on the web. */
export async function fileServer(files: readonly Upload[], manner: Manner): Promise<FileServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!.slice(1).split('?')[0]!);
    const { range } = request.headers;
    const record = { path, range, headers: request.headers, bytes: 0 };
    asked.push(record);
    const file = files.find(({ name }) => name === path);
    if (manner.cors) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Expose-Headers', 'Content-Range');
    }
    if (!file) return void response.writeHead(404).end();
    const part = manner.ranges ? /^bytes=(\d+)-(\d*)$/.exec(range ?? '') : null;
    const size = file.buffer.length;
    const from = part ? Number(part[1]) : 0;
    const to = part?.[2] ? Math.min(Number(part[2]), size - 1) : size - 1;
    if (part) response.setHeader('Content-Range', `bytes ${from}-${to}/${size}`);
    response.setHeader('Content-Type', file.mimeType || 'application/octet-stream');
    response.writeHead(part ? 206 : 200, { 'Content-Length': to - from + 1 });
    void write(response, file.buffer.subarray(from, to + 1), record, manner.pause ?? 0);
  });
  await new Promise<void>((resolve) => server.listen(manner.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return {
    origin: `http://${host}`,
    host,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function write(response: ServerResponse, bytes: Buffer, record: Asked, pause: number) {
  for (let at = 0; at < bytes.length && !response.destroyed; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    record.bytes += piece.length;
    await new Promise<void>((resolve) => response.write(piece, () => resolve()));
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  response.end();
}
