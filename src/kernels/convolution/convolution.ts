import type * as tf from '../tf';

/** Slope of LeakyReLU below 0. */
export const leakySlope = 0.2;

/** A convolution of `[N,H,W,in]`, zero padding that keeps H and W (or halves them). */
export interface Convolution {
  /** `[side,side,in,out]`, or `[in,out]` where the side is 1. */
  readonly weight: tf.Tensor;
  /** `[out]`, or `[out/shuffle²]`, which then holds for each pixel alike. */
  readonly bias?: tf.Tensor | undefined;
  readonly side: number;
  /** Stride 2: `[N,H/2,W/2,out]`; the side is even then, else odd. */
  readonly halves?: boolean;
  readonly isLeaky?: boolean;
  /** Factor r of a pixel shuffle that follows: `out` in the order (row, column, C), to `[N,r·H,r·W,C]`. */
  readonly shuffle?: number;
  /** Subtracted from x, by channel, before the padding. */
  readonly mean?: readonly number[];
  /** Whether gradients by the weight and the bias are wanted as well. */
  readonly isTrained?: boolean;
}

/** What is added to a convolution's output, after its activation. */
export interface Addition {
  /** A 1×1 convolution of other maps of the output's size. */
  readonly shortcut?: {
    readonly parts: readonly tf.Tensor4D[];
    readonly weight: tf.Tensor;
    readonly bias: tf.Tensor;
  };
  /** Of the output's shape. */
  readonly residual?: tf.Tensor4D;
  /** An image, enlarged bilinearly (half-pixel centres) to the output's size. */
  readonly base?: { readonly image: tf.Tensor4D; readonly scale: number };
}
