import * as tf from '../kernels/tf';
import type { LossName } from './lossNames';

type Loss = (output: tf.Tensor, target: tf.Tensor) => tf.Scalar;

/** ε of LapSRN's code; in units of pictures in 0–1. */
const charbonnierEpsilon = 1e-3;

/** What tuning brings down, averaged over all samples of `[N,H,W,3]`. */
export const losses: Readonly<Record<LossName, Loss>> = {
  l1: (output, target) => tf.mean(tf.abs(tf.sub(output, target))) as tf.Scalar,
  /** √(d² + ε²) (Charbonnier et al., ICIP 1994; ε as Lai et al., CVPR 2017): L1 that is smooth at 0. */
  charbonnier: (output, target) =>
    tf.mean(
      tf.sqrt(tf.add(tf.square(tf.sub(output, target)), charbonnierEpsilon ** 2)),
    ) as tf.Scalar,
};
