import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Cross-origin isolation gives the WASM backend its threads (SharedArrayBuffer). */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  // Found at first use, these would reload the page in the middle of a test or a restoration.
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-backend-webgpu',
      '@tensorflow/tfjs-backend-webgl',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-cpu',
      'comlink',
      'fast-png',
      'zod',
    ],
  },
  build: { target: 'es2023', chunkSizeWarningLimit: 1500 },
});
