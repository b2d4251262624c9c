import { composedLayerNorm, layerNorm as normalize } from '../../kernels/layerNorm';
import type * as tf from '../../kernels/tf';
import type { Parameters } from '../parameters';
import { isTrained } from '../trained';

/** LayerNorm over the last axis with the module's `weight` and `bias`. */
export function layerNorm<T extends tf.Tensor>(x: T, p: Parameters): T {
  // The fused one has no gradient by its weights.
  const compute = isTrained(p, 'weight') ? composedLayerNorm : normalize;
  return compute(x, p.get('weight'), p.get('bias'));
}
