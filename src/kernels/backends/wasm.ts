import { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plainUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url';
import { registerConvolutionGradients } from '../convolution/composedGradients';
import * as tf from '../tf';
import { registerContiguousSlices } from '../wasm/contiguousSlices';
import { registerSimdKernels } from '../wasm/simdKernels';
import { registerTransposedProducts } from '../wasm/transposedProducts';

// tfjs takes half the cores, whatever is asked for: below four, its threaded binary would start a
// pool of threads to leave them idle.
if (navigator.hardwareConcurrency < 4) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
setWasmPaths({
  'tfjs-backend-wasm.wasm': absolute(plainUrl),
  'tfjs-backend-wasm-simd.wasm': absolute(simdUrl),
  'tfjs-backend-wasm-threaded-simd.wasm': absolute(threadedUrl),
});

registerConvolutionGradients('wasm');
registerTransposedProducts();
registerSimdKernels();
registerContiguousSlices();

/** Threads that the running backend uses: 1 unless the page is cross-origin isolated. */
export function threadCount(): number {
  const count = getThreadsCount();
  return count > 0 ? count : 1;
}

/** The pool's threads run from a blob, where a relative address would lead nowhere. */
function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}
