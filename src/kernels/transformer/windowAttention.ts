import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { evenLanes, type Lanes, vectorType } from '../lanes';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';
import {
  crossWindowAttentionGradient,
  registerWindowAttentionGradient,
} from './windowAttentionGradient';
import {
  areQuadsInWindows,
  type CrossWindows,
  lines,
  positionsTogether,
  turnOfIndex,
  windowOrder,
} from './windowOrder';

export const windowAttentionKernel = 'CrossWindowAttention';

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
      const together = queriesTogether(layout);
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `crossWindowAttention ${channels} ${layout.window} ${layout.heads}`,
          outputShape: [n, height, width, channels],
          count: (n * height * width * 2 * layout.heads) / together,
          inputs: ['qkv', 'position0', 'bias0', 'position1', 'bias1', 'others'],
          shared: ['others'],
          areQuadsAlike: areQuadsInWindows(together, layout),
          lanes,
          uniforms: {
            height,
            width,
            places: n * height * width,
            isShifted: layout.isShifted ? 1 : 0,
          },
          functions: halfCode(0, lanes, channels, layout) + halfCode(1, lanes, channels, layout),
          body: turnOfIndex(layout.heads, together),
        },
        [qkv, weight0, bias0, weight1, bias1, qkv],
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

const queriesTogether = (layout: CrossWindows) => positionsTogether(4, layout);

/**
 * Some queries of one head for each invocation, which reads a key once for all. Some keys at a time,
 * so that the running maxima (Milakov & Gimelshein 2018, online softmax) are renewed once for all of
 * them. `others` is qkv once more, as all the queries of a quad read it.
 */
function halfCode(half: 0 | 1, lanes: Lanes, channels: number, layout: CrossWindows): string {
  const order = windowOrder(half, layout);
  const [h, w] = order.sides;
  const headWidth = channels / 2 / layout.heads;
  const vectors = headWidth / lanes;
  const halfVectors = channels / 2 / lanes;
  const rowVectors = 6 * halfVectors;
  const counted = (count: number) => Array.from({ length: count }, (_, i) => i);
  const parts = counted(vectors);
  const keys = counted(w % 2 === 0 ? 2 : 1);
  const queries = counted(queriesTogether(layout));
  const sum = (numbers: readonly number[], code: (number: number) => string) =>
    numbers.map(code).join(' + ');
  const start = (part: number) => (half * 3 + part) * halfVectors;
  return `
    fn half${half}(turn : i32, head : i32) {
      ${order.placeOfTurn}
      let channel = head * ${vectors};
      ${lines(
        queries,
        (n) => `
          let place${n} = ${order.lineOf('rolledY')} + ${order.columnOf(`rolledX + ${n}`)};
          ${order.regionOf(`regionQ${n}`, 'rolledY', `rolledX + ${n}`)}
          var largest${n} = -1e30;
          var sum${n} = 0.0;
          ${lines(
            parts,
            (i) => `
              let q${n}_${i} = qkv[place${n} * ${rowVectors} + ${start(0) + i} + channel] * ${1 / Math.sqrt(headWidth)};
              var mixed${n}_${i} = ${vectorType(lanes)}(0.0);`,
          )}`,
      )}
      for (var row = top; row < top + ${h}; row++) {
        let line = ${order.lineOf('row')};
        for (var column = left; column < left + ${w}; column += ${keys.length}) {
          ${lines(
            keys,
            (k) => `
              let key${k} = (line + ${order.columnOf(`column + ${k}`)}) * ${rowVectors} + channel;
              ${order.regionOf(`regionK${k}`, 'row', `column + ${k}`)}
              ${lines(
                parts,
                (i) => `
                  let k${k}_${i} = othersShared(key${k} + ${start(1) + i});
                  let v${k}_${i} = othersShared(key${k} + ${start(2) + i});`,
              )}`,
          )}
          ${lines(
            queries,
            (n) => `{
              ${lines(keys, (k) => `let score${k} = ${sum(parts, (i) => `dot(q${n}_${i}, k${k}_${i})`)}${order.mask(`regionK${k}`, `regionQ${n}`)};`)}
              let renewed = ${keys.reduce((most, k) => `max(${most}, score${k})`, `largest${n}`)};
              let fade = exp(largest${n} - renewed);
              ${lines(keys, (k) => `let weight${k} = exp(score${k} - renewed);`)}
              largest${n} = renewed;
              sum${n} = sum${n} * fade + ${sum(keys, (k) => `weight${k}`)};
              ${lines(parts, (i) => `mixed${n}_${i} = mixed${n}_${i} * fade + ${sum(keys, (k) => `weight${k} * v${k}_${i}`)};`)}
            }`,
          )}
        }
      }
      ${lines(
        queries,
        (n) => `
          let scale${n} = 1.0 / sum${n};
          ${lines(parts, (i) => `mixed${n}_${i} = mixed${n}_${i} * scale${n} + bias${half}[channel + ${i}];`)}`,
      )}
      for (var dy = -1; dy <= 1; dy++) {
        let besideY = rolledY + dy;
        if (besideY < top || besideY >= top + ${h}) { continue; }
        let line = ${order.lineOf('besideY')};
        for (var dx = -1; dx <= 1; dx++) {
          let tap = (dy * 3 + dx + 4) * ${halfVectors} + channel;
          ${lines(parts, (i) => `let tap${i} = position${half}[tap + ${i}];`)}
          ${lines(
            queries,
            (n) => `{
              let besideX = rolledX + ${n} + dx;
              if (besideX >= left && besideX < left + ${w}) {
                let beside = (line + ${order.columnOf('besideX')}) * ${rowVectors} + ${start(2)} + channel;
                ${lines(parts, (i) => `mixed${n}_${i} = fma(qkv[beside + ${i}], tap${i}, mixed${n}_${i});`)}
              }
            }`,
          )}
        }
      }
      ${lines(queries, (n) => lines(parts, (i) => `result[place${n} * ${2 * halfVectors} + ${half * halfVectors + i} + channel] = mixed${n}_${i};`))}
    }`;
}
