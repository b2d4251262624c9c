import * as tf from '../../kernels/tf';
import { hasLora, lowRank } from '../attachments/lora';
import type { Constants } from '../constants';
import { depthwiseConvolution } from '../layers/convolution';
import { linear, project } from '../layers/linear';
import type { Parameters } from '../parameters';
import { fromWindows, roll, toWindows } from './windows';

export interface WindowLayout {
  /** Of the first half of the channels; the second half's windows are turned by 90°. */
  readonly windowSize: readonly [number, number];
  /** For each half. */
  readonly heads: number;
  /** Every other block rolls the map by half a window, as Swin does. */
  readonly isShifted: boolean;
}

/**
 * Attention of EDT: the first half of the channels in windows h×w, the second in w×h.
 *
 * @param x `[N,H,W,C]`, normalized.
 * @param p the block's parameters: `qkv`, `attns.0`, `attns.1`, `proj`.
 */
export function shiftedCrossWindowAttention(
  x: tf.Tensor4D,
  layout: WindowLayout,
  p: Parameters,
  constants: Constants,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [height, width] = layout.windowSize;
    const halves = [
      halfAttention(halfQkv(x, 0, p), [height, width], layout, p.under('attns.0'), constants),
      halfAttention(halfQkv(x, 1, p), [width, height], layout, p.under('attns.1'), constants),
    ];
    return linear(tf.concat(halves, 3), p.under('proj'));
  });
}

/** q, k and v of one half of the channels, `[N,H,W,3·C/2]`: these columns stand side by side. */
function halfQkv(x: tf.Tensor4D, half: 0 | 1, p: Parameters): tf.Tensor4D {
  return tf.tidy(() => {
    const weight = p.get<tf.Rank.R2>('qkv.weight');
    const columns = weight.shape[1] / 2;
    const first = half * columns;
    const qkv = project(
      x,
      tf.slice(weight, [0, first], [-1, columns]),
      tf.slice(p.get<tf.Rank.R1>('qkv.bias'), first, columns),
    );
    const update = p.under('qkv');
    return hasLora(update) ? tf.add(qkv, lowRank(x, update, [first, columns])) : qkv;
  });
}

/** `softmax(q·kᵀ / √d + mask) · v + lepe(v)` in windows of one half of the channels, `[N,H,W,3·C/2]`. */
export function halfAttention(
  qkv: tf.Tensor4D,
  window: readonly [number, number],
  { heads, isShifted }: WindowLayout,
  p: Parameters,
  constants: Constants,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [n, mapHeight, mapWidth, tripled] = qkv.shape;
    const [h, w] = window;
    const channels = tripled / 3;
    const tokens = h * w;
    const shift = isShifted ? ([Math.floor(h / 2), Math.floor(w / 2)] as const) : ([0, 0] as const);

    const windows = toWindows(roll(qkv, -shift[0], -shift[1]), window);

    const perHead = tf.transpose(
      tf.reshape(windows, [-1, tokens, 3 * heads, channels / heads]),
      [0, 2, 1, 3],
    ) as tf.Tensor4D;
    const [q, k, v] = tf.split(perHead, 3, 1) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    const scores = tf.mul(tf.matMul(q, k, false, true), Math.sqrt(heads / channels));
    const masked = isShifted
      ? tf.add(scores, shiftMask(n, [mapHeight, mapWidth], window, constants))
      : scores;
    const mixed = tf.matMul(tf.softmax(masked) as tf.Tensor4D, v);
    const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [-1, tokens, channels]);

    const values = tf.slice(windows, [0, 0, 2 * channels], [-1, -1, channels]);
    const position = depthwiseConvolution(
      tf.reshape(values, [-1, h, w, channels]),
      p.under('lepe'),
    );
    const attended = tf.add(joined, tf.reshape(position, [-1, tokens, channels]));
    const back = fromWindows(attended as tf.Tensor3D, window, [n, mapHeight, mapWidth, channels]);
    return roll(back, shift[0], shift[1]);
  });
}

/** `[N·windows, 1, T, T]`: −100 between positions that were not neighbours before the roll. */
function shiftMask(
  n: number,
  [mapHeight, mapWidth]: readonly [number, number],
  [h, w]: readonly [number, number],
  constants: Constants,
): tf.Tensor4D {
  return constants.get(`mask ${n} ${mapHeight}×${mapWidth} ${h}×${w}`, () => {
    const rowRegion = regions(mapHeight, h);
    const columnRegion = regions(mapWidth, w);
    const tokens = h * w;
    const windowCount = (mapHeight / h) * (mapWidth / w);
    const values = new Float32Array(windowCount * tokens * tokens);
    const region = new Int32Array(tokens);
    let offset = 0;
    for (let top = 0; top < mapHeight; top += h) {
      for (let left = 0; left < mapWidth; left += w) {
        for (let t = 0; t < tokens; t++) {
          const row = rowRegion[top + Math.floor(t / w)] ?? 0;
          region[t] = row * 3 + (columnRegion[left + (t % w)] ?? 0);
        }
        for (let a = 0; a < tokens; a++) {
          for (let b = 0; b < tokens; b++) values[offset++] = region[a] === region[b] ? 0 : -100;
        }
      }
    }
    const mask = tf.tensor4d(values, [windowCount, 1, tokens, tokens]);
    return n === 1 ? mask : tf.tile(mask, [n, 1, 1, 1]);
  });
}

/** Which of Swin's three regions each rolled row (or column) is in: cut at L − size and L − size/2. */
function regions(length: number, size: number): Int32Array {
  const shift = Math.floor(size / 2);
  return Int32Array.from({ length }, (_, i) =>
    i < length - size ? 0 : i < length - shift ? 1 : 2,
  );
}
