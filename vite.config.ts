import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { assembly } from './site/assembly.ts';
import { builtHeaders, isolationHeaders, siteHeaders } from './site/headers.ts';
import { offline } from './site/offline.ts';

/**
 * tfjs starts its WASM threads from the source text of a function, which must not name anything
 * outside itself; a minifier renames `_scriptDir` there, and no thread would start. The function
 * needs it only where no `mainScriptUrlOrBlob` is given, and tfjs always gives one.
 */
function selfContainedWasmThreads(): Plugin {
  const uses = [
    'if(typeof _scriptDir !== "undefined" && _scriptDir){scriptDirectory=_scriptDir}',
    '||_scriptDir,',
  ];
  return {
    name: 'self-contained-wasm-threads',
    transform(code, id) {
      if (!id.includes('tfjs-backend-wasm-threaded-simd.js')) return null;
      if (!uses.every((use) => code.includes(use))) {
        this.error('tfjs-backend-wasm is not the version that this plugin was written for.');
      }
      const [first = '', second = ''] = uses;
      return { code: code.replace(first, '').replace(second, ','), map: null };
    },
  };
}

export default defineConfig({
  base: './',
  plugins: [react(), assembly(), builtHeaders(), offline()],
  worker: { format: 'es', plugins: () => [assembly(), selfContainedWasmThreads()] },
  server: { headers: isolationHeaders },
  preview: { headers: siteHeaders },
  // Found at first use, these would reload the page in the middle of a test or a restoration.
  optimizeDeps: {
    include: [
      '@jsquash/avif/codec/enc/avif_enc.js',
      '@radix-ui/react-slider',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-cpu',
      'comlink',
      'fflate',
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'uplot',
      'zod',
      'zod/mini',
      'zustand',
      'zustand/vanilla',
    ],
  },
  build: { target: 'es2023', chunkSizeWarningLimit: 1500 },
});
