import * as tf from './tf';

/** What tfjs 4.22's WebGPU backend keeps but does not declare; a promise while it is being made. */
type PipelineCache = Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>;

/**
 * Compiles the pipelines that a computation runs through, side by side instead of one after another
 * when each is first needed. Nothing is dispatched; the inputs are uploaded.
 *
 * @param compute runs once; the values of the tensors it makes mean nothing, so that it must not
 *   keep any.
 * @returns how many pipelines were new; 0 off WebGPU, where there are none.
 */
export async function compileAhead(compute: () => tf.Tensor): Promise<number> {
  if (tf.getBackend() !== 'webgpu') return 0;
  const { pipelineCache } = tf.backend() as tf.KernelBackend & { pipelineCache: PipelineCache };
  tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', true);
  try {
    tf.tidy(() => {
      compute();
    });
  } finally {
    tf.env().set('WEBGPU_ENGINE_COMPILE_ONLY', false);
  }
  const made = await Promise.all(
    Object.entries(pipelineCache).map(async ([key, making]) => {
      if (!(making instanceof Promise)) return 0;
      try {
        pipelineCache[key] = await making;
        return 1;
      } catch {
        // The computation itself makes it again, where the GPU's word on it is listened to.
        delete pipelineCache[key];
        return 0;
      }
    }),
  );
  return made.reduce<number>((sum, count) => sum + count, 0);
}
