import * as tf from './tf';

/** True while gradients are being recorded. */
export function isTuning(): boolean {
  return tf.engine().state.gradientDepth > 0;
}
