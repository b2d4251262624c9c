import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

export interface Site {
  readonly origin: string;
  close(): Promise<void>;
}

/** The built page as the plainest host would serve it: files under a path, no headers of ours. */
export function serveBuiltPage(path: string): Promise<Site> {
  return listening(
    createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
      const inside = pathname.startsWith(path) ? normalize(name.slice(path.length)) : '..';
      const found = inside.startsWith('..') ? Promise.reject() : readFile(join('dist', inside));
      found.then(
        (bytes) => {
          const type = types[extname(name)] ?? 'application/octet-stream';
          response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store' });
          response.end(bytes);
        },
        () => response.writeHead(404).end(),
      );
    }),
  );
}

/** Another origin that answers every request, and lets every page read the answer. */
export async function serveStranger(): Promise<Site & { readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, {
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    response.end('hello');
  });
  return { ...(await listening(server)), asked };
}

async function listening(server: Server): Promise<Site> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
