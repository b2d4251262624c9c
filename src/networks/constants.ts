import * as tf from '../kernels/tf';

/**
 * Tensors that depend on sizes only (attention masks, DFT matrices), computed and uploaded once for
 * each size. Whoever restores images of ever new sizes calls `clear` now and then.
 */
export class Constants {
  private readonly tensors = new Map<string, tf.Tensor>();

  /** The tensor of this key; `make` runs when there is none yet. */
  get<R extends tf.Rank>(key: string, make: () => tf.Tensor<R>): tf.Tensor<R> {
    const known = this.tensors.get(key);
    if (known !== undefined) return known as tf.Tensor<R>;
    const tensor = tf.keep(make());
    this.tensors.set(key, tensor);
    return tensor;
  }

  clear(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors.clear();
  }
}
