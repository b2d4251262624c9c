import { layerNorm as normalize } from '../../kernels/layerNorm';
import type * as tf from '../../kernels/tf';
import type { Parameters } from '../parameters';

/** LayerNorm over the last axis with the module's `weight` and `bias`. */
export function layerNorm<T extends tf.Tensor>(x: T, p: Parameters): T {
  return normalize(x, p.get('weight'), p.get('bias'));
}
