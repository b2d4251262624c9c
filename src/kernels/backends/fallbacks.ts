import * as tf from '../tf';

/** The backends behind WebGPU load their code only when one of them is needed. */

/** @returns the GPU as WebGL names it. */
export async function startWebGl(): Promise<string> {
  await import('@tensorflow/tfjs-backend-webgl');
  await activate('webgl');
  if (tf.env().getNumber('WEBGL_VERSION') < 2) throw new Error('This browser has no WebGL 2.');
  if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
    throw new Error('This GPU cannot render 32-bit floats in WebGL.');
  }
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  const debug = context?.getExtension('WEBGL_debug_renderer_info');
  const name = debug && context?.getParameter(debug.UNMASKED_RENDERER_WEBGL);
  return typeof name === 'string' ? name : '';
}

/** @returns the number of threads, in words; `''` for one. */
export async function startWasm(): Promise<string> {
  const wasm = await import('./wasm');
  await withinSeconds(wasmStartSeconds, activate('wasm'));
  const threads = wasm.threadCount();
  return threads === 1 ? '' : `${threads} threads`;
}

export async function startCpu(): Promise<string> {
  await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
  return '';
}

/** A thread that cannot start (a content policy forbids it, say) is never heard of again. */
const wasmStartSeconds = 30;

async function withinSeconds(seconds: number, started: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`It did not start within ${seconds} seconds.`)),
      seconds * 1000,
    );
  });
  await Promise.race([started, late]).finally(() => clearTimeout(timer));
}

async function activate(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error('tfjs could not start it');
}
