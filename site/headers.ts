import type { Plugin } from 'vite';

/** Cross-origin isolation gives the WASM backend its threads (SharedArrayBuffer). */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * What the page may do: connect to nowhere but where it came from, so that no photo can leave.
 * WebAssembly must be allowed to compile, and tfjs starts its WASM threads from blobs.
 */
const contentPolicy = [
  "default-src 'self'",
  "connect-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "img-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Sent with every file: what a page says of itself does not bind its workers. */
export const siteHeaders = { ...isolationHeaders, 'Content-Security-Policy': contentPolicy };

/**
 * Writes the policy into the built page, for servers that send no headers, and into `_headers`, which
 * static hosts (Cloudflare Pages, Netlify) read.
 */
export function builtHeaders(): Plugin {
  return {
    name: 'built-headers',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: contentPolicy },
          injectTo: 'head-prepend',
        },
      ],
    },
    generateBundle() {
      const lines = Object.entries(siteHeaders).map(([name, value]) => `  ${name}: ${value}`);
      this.emitFile({
        type: 'asset',
        fileName: '_headers',
        source: `/*\n${lines.join('\n')}\n`,
      });
    },
  };
}
