import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tf';
import { evenLanes, type Lanes, runFlatProgram, vectorType } from '../webgpuProgram';
import {
  crossWindowAttentionGradient,
  registerWindowAttentionGradient,
} from './windowAttentionGradient';

export const windowAttentionKernel = 'CrossWindowAttention';

export interface CrossWindows {
  /** Height and width of the first half's windows; the second half's are turned by 90°. */
  readonly window: readonly [number, number];
  /** For each half of the channels. */
  readonly heads: number;
  /** Whether the map is rolled by half a window, as Swin does. */
  readonly isShifted: boolean;
}

/** `[3,3,C/2,1]` and `[C/2]`: the depthwise convolution of a half's values. */
export interface PositionKernel {
  readonly weight: tf.Tensor;
  readonly bias: tf.Tensor;
}

/**
 * EDT's attention in windows of both halves in one dispatch: `softmax(q·kᵀ / √d + mask) · v +
 * lepe(v)`. Windows, roll and mask are index arithmetic: nothing is moved in memory. Differentiated
 * by qkv alone: the position kernels are the frozen backbone's.
 *
 * @param qkv `[N,H,W,3C]`, columns in the order (half, q/k/v, head, d).
 * @returns `[N,H,W,C]`.
 */
export function crossWindowAttention(
  qkv: tf.Tensor4D,
  positions: readonly [PositionKernel, PositionKernel],
  layout: CrossWindows,
): tf.Tensor4D {
  const [first, second] = positions;
  const inputs = {
    qkv,
    weight0: first.weight,
    bias0: first.bias,
    weight1: second.weight,
    bias1: second.bias,
  };
  return tf.engine().runKernel(windowAttentionKernel, inputs, { ...layout }) as tf.Tensor4D;
}

export function registerWindowAttention(): void {
  tf.registerKernel({
    kernelName: windowAttentionKernel,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { qkv, weight0, bias0, weight1, bias1 } = inputs as Record<string, tf.TensorInfo>;
      if (!qkv || !weight0 || !bias0 || !weight1 || !bias1) throw new Error('An input is missing.');
      const layout = attrs as unknown as CrossWindows;
      const [n = 1, height = 1, width = 1, tripled = 3] = qkv.shape;
      const channels = tripled / 3;
      const lanes = evenLanes([channels / 2 / layout.heads]);
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `crossWindowAttention ${channels} ${layout.window} ${layout.heads} ${layout.isShifted}`,
          outputShape: [n, height, width, channels],
          count: n * height * width * 2 * layout.heads,
          inputs: ['qkv', 'position0', 'bias0', 'position1', 'bias1'],
          lanes,
          uniforms: { height, width },
          functions: halfCode(0, lanes, channels, layout) + halfCode(1, lanes, channels, layout),
          body: `
            let item = index % ${2 * layout.heads};
            let place = index / ${2 * layout.heads};
            if (item < ${layout.heads}) { half0(place, item); } else { half1(place, item - ${layout.heads}); }`,
        },
        [qkv, weight0, bias0, weight1, bias1],
      );
    },
  });
  registerWindowAttentionGradient();
  tf.registerGradient({
    kernelName: windowAttentionKernel,
    inputsToSave: ['qkv', 'weight0', 'weight1'],
    gradFunc: (dy, saved, attrs) => {
      const [qkv, weight0, weight1] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const layout = attrs as unknown as CrossWindows;
      return {
        qkv: () => crossWindowAttentionGradient(qkv, [weight0, weight1], dy as tf.Tensor, layout),
      };
    },
  });
}

/**
 * One query and one head for each invocation. Some keys at a time, so that the running maximum
 * (Milakov & Gimelshein 2018, online softmax) is renewed once for all of them.
 */
function halfCode(half: 0 | 1, lanes: Lanes, channels: number, layout: CrossWindows): string {
  const [h, w] = half === 0 ? layout.window : [layout.window[1], layout.window[0]];
  const shift = layout.isShifted ? [Math.floor(h / 2), Math.floor(w / 2)] : [0, 0];
  const [down = 0, right = 0] = shift;
  const headWidth = channels / 2 / layout.heads;
  const vectors = headWidth / lanes;
  const halfVectors = channels / 2 / lanes;
  const rowVectors = 6 * halfVectors;
  const parts = Array.from({ length: vectors }, (_, i) => i);
  const together = [4, 3, 2].find((count) => w % count === 0) ?? 1;
  const keys = Array.from({ length: together }, (_, i) => i);
  const start = (part: number) => (half * 3 + part) * halfVectors;
  // A position's region within its window (as Swin's), where the map's end was rolled to its start.
  const region = (at: string, length: string, cut: number) =>
    `select(0, 1, ${at} >= ${length} - ${cut})`;
  const mask = (k: number) =>
    layout.isShifted ? `select(-100.0, 0.0, region${k} == ownRegion)` : '0.0';
  return `
    fn half${half}(place : i32, head : i32) {
      let x = place % uniforms.width;
      let y = (place / uniforms.width) % uniforms.height;
      let image = place / (uniforms.width * uniforms.height) * uniforms.height;
      let rolledX = (x + uniforms.width - ${right}) % uniforms.width;
      let rolledY = (y + uniforms.height - ${down}) % uniforms.height;
      let left = rolledX / ${w} * ${w};
      let top = rolledY / ${h} * ${h};
      ${
        layout.isShifted
          ? `let ownRegion = ${region('rolledY', 'uniforms.height', down)} * 2 + ${region('rolledX', 'uniforms.width', right)};`
          : ''
      }
      let own = place * ${rowVectors} + head * ${vectors};
      ${parts.map((i) => `let q${i} = qkv[own + ${start(0) + i}] * ${1 / Math.sqrt(headWidth)};`).join('\n')}
      var largest = -1e30;
      var sum = 0.0;
      ${parts.map((i) => `var mixed${i} = ${vectorType(lanes)}(0.0);`).join('\n')}
      for (var row = 0; row < ${h}; row++) {
        let keyRolledY = top + row;
        let keyY = (keyRolledY + ${down}) % uniforms.height;
        for (var column = 0; column < ${w}; column += ${together}) {
          ${keys
            .map(
              (k) => `
              let keyRolledX${k} = left + column + ${k};
              let key${k} = ((image + keyY) * uniforms.width + (keyRolledX${k} + ${right}) % uniforms.width) * ${rowVectors} + head * ${vectors};
              ${
                layout.isShifted
                  ? `let region${k} = ${region('keyRolledY', 'uniforms.height', down)} * 2 + ${region(`keyRolledX${k}`, 'uniforms.width', right)};`
                  : ''
              }
              let score${k} = ${parts.map((i) => `dot(q${i}, qkv[key${k} + ${start(1) + i}])`).join(' + ')} + ${mask(k)};`,
            )
            .join('\n')}
          let renewed = ${keys.reduce((most, k) => `max(${most}, score${k})`, 'largest')};
          let fade = exp(largest - renewed);
          ${keys.map((k) => `let weight${k} = exp(score${k} - renewed);`).join('\n')}
          largest = renewed;
          sum = sum * fade + ${keys.map((k) => `weight${k}`).join(' + ')};
          ${parts
            .map(
              (i) =>
                `mixed${i} = mixed${i} * fade + ${keys.map((k) => `weight${k} * qkv[key${k} + ${start(2) + i}]`).join(' + ')};`,
            )
            .join('\n')}
        }
      }
      let scale = 1.0 / sum;
      let channel = head * ${vectors};
      ${parts.map((i) => `mixed${i} = mixed${i} * scale + bias${half}[channel + ${i}];`).join('\n')}
      for (var dy = -1; dy <= 1; dy++) {
        let besideY = rolledY + dy;
        if (besideY < top || besideY >= top + ${h}) { continue; }
        let fromY = (besideY + ${down}) % uniforms.height;
        for (var dx = -1; dx <= 1; dx++) {
          let besideX = rolledX + dx;
          if (besideX < left || besideX >= left + ${w}) { continue; }
          let beside = ((image + fromY) * uniforms.width + (besideX + ${right}) % uniforms.width) * ${rowVectors} + ${start(2)} + channel;
          let tap = (dy * 3 + dx + 4) * ${halfVectors} + channel;
          ${parts.map((i) => `mixed${i} = fma(qkv[beside + ${i}], position${half}[tap + ${i}], mixed${i});`).join('\n')}
        }
      }
      let target_ = place * ${2 * halfVectors} + ${half * halfVectors} + channel;
      ${parts.map((i) => `result[target_ + ${i}] = mixed${i};`).join('\n')}
    }`;
}
