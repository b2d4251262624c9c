import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { evenLanes, type Lanes, vectorType } from '../lanes';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';
import {
  areQuadsInWindows,
  type CrossWindows,
  lines,
  positionsTogether,
  turnOfIndex,
  windowOrder,
} from './windowOrder';

const sumsKernel = 'CrossWindowAttentionSums';
const gradientKernel = 'CrossWindowAttentionGradient';

/**
 * The gradient of `crossWindowAttention` by qkv, two dispatches, nothing of T×T in memory (Dao et al.
 * 2022, "FlashAttention", algorithm 4, with a window for each block).
 *
 * @param positions the weights of both halves' position kernels.
 * @param dy `[N,H,W,C]`.
 * @returns `[N,H,W,3C]`.
 */
export function crossWindowAttentionGradient(
  qkv: tf.Tensor,
  positions: readonly [tf.Tensor, tf.Tensor],
  dy: tf.Tensor,
  layout: CrossWindows,
): tf.Tensor {
  return tf.tidy(() => {
    const sums = tf.engine().runKernel(sumsKernel, { qkv, dy }, { ...layout }) as tf.Tensor;
    const [weight0, weight1] = positions;
    const inputs = { qkv, dy, sums, weight0, weight1 };
    return tf.engine().runKernel(gradientKernel, inputs, { ...layout }) as tf.Tensor;
  });
}

export function registerWindowAttentionGradient(): void {
  register(sumsKernel, (given, layout) => {
    const { qkv, dy } = given;
    if (!qkv || !dy) throw new Error('An input is missing.');
    const [n = 1, height = 1, width = 1] = qkv.shape;
    return {
      outputShape: [n, height, width, 2 * layout.heads, 2],
      inputs: ['qkv', 'dy', 'others'],
      buffers: [qkv, dy, qkv],
      shared: ['others'],
      widths: { result: 2 },
      together: positionsTogether(4, layout),
      body: (half) => sumsCode(half, layout, qkv.shape[3] ?? 6),
    };
  });
  register(gradientKernel, (given, layout) => {
    const { qkv, dy, sums, weight0, weight1 } = given;
    if (!qkv || !dy || !sums || !weight0 || !weight1) throw new Error('An input is missing.');
    return {
      outputShape: qkv.shape,
      inputs: ['qkv', 'dy', 'sums', 'position0', 'position1', 'others', 'otherOutputs'],
      buffers: [qkv, dy, sums, weight0, weight1, qkv, dy],
      shared: ['others', 'otherOutputs'],
      widths: { sums: 2 },
      together: positionsTogether(2, layout),
      body: (half) => gradientCode(half, layout, qkv.shape[3] ?? 6),
    };
  });
}

interface Pass {
  readonly outputShape: readonly number[];
  readonly inputs: readonly string[];
  readonly buffers: tf.TensorInfo[];
  /** qkv and dy once more, as all the positions of a quad read them. */
  readonly shared: readonly string[];
  readonly widths: Readonly<Record<string, 2>>;
  /** Positions that an invocation takes. */
  readonly together: number;
  readonly body: (half: 0 | 1) => string;
}

/** A kernel with an invocation for some positions of each head of both halves. */
function register(
  kernelName: string,
  passOf: (given: Record<string, tf.TensorInfo>, layout: CrossWindows) => Pass,
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const layout = attrs as unknown as CrossWindows;
      const given = inputs as Record<string, tf.TensorInfo>;
      const pass = passOf(given, layout);
      const [n = 1, height = 1, width = 1, tripled = 6] = given.qkv?.shape ?? [];
      const { heads } = layout;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `${kernelName} ${tripled} ${layout.window} ${heads}`,
          outputShape: pass.outputShape,
          count: (n * height * width * 2 * heads) / pass.together,
          inputs: pass.inputs,
          shared: pass.shared,
          areQuadsAlike: areQuadsInWindows(pass.together, layout),
          lanes: lanesOf(layout, tripled),
          widths: pass.widths,
          uniforms: {
            height,
            width,
            places: n * height * width,
            isShifted: layout.isShifted ? 1 : 0,
          },
          functions: ([0, 1] as const)
            .map((half) => `fn half${half}(turn : i32, head : i32) { ${pass.body(half)} }`)
            .join('\n'),
          body: turnOfIndex(heads, pass.together),
        },
        pass.buffers,
      );
    },
  });
}

const lanesOf = ({ heads }: CrossWindows, tripled: number): Lanes =>
  evenLanes([tripled / 6 / heads]);

/** Names and snippets that both passes share; those of the nth position taken together end in `_n`. */
function geometry(half: 0 | 1, layout: CrossWindows, tripled: number, count: number) {
  const order = windowOrder(half, layout);
  const [h, w] = order.sides;
  const lanes = lanesOf(layout, tripled);
  const headWidth = tripled / 6 / layout.heads;
  const vectors = headWidth / lanes;
  const halfVectors = tripled / 6 / lanes;
  const parts = Array.from({ length: vectors }, (_, i) => i);
  /** Element of q (0), k (1) or v (2) at a position, plus `head * vectors`. */
  const start = (part: number) => (half * 3 + part) * halfVectors;
  const owns = Array.from({ length: count }, (_, n) => n);
  return {
    ...{ h, w, order, vectors, halfVectors, parts, owns, start },
    zero: `${vectorType(lanes)}(0.0)`,
    scale: 1 / Math.sqrt(headWidth),
    /** Of vectors with numbered names. */
    dot: (a: (i: number) => string, b: (i: number) => string) =>
      parts.map((i) => `dot(${a(i)}, ${b(i)})`).join(' + '),
    rowVectors: 6 * halfVectors,
    positions: `
      ${order.placeOfTurn}
      let channel = ${half * halfVectors} + head * ${vectors};
      let lineOfPlaces = ${order.lineOf('rolledY')};
      ${lines(
        owns,
        (n) => `
          let place_${n} = lineOfPlaces + ${order.columnOf(`rolledX + ${n}`)};
          ${order.regionOf(`region_${n}`, 'rolledY', `rolledX + ${n}`)}
          let own_${n} = place_${n} * ${6 * halfVectors} + head * ${vectors};
          let ownOutput_${n} = place_${n} * ${2 * halfVectors} + channel;`,
      )}`,
    /** What masks a position from `other`. */
    mask: (n: number) => order.mask('otherRegion', `region_${n}`),
    /** Runs `code` for every position `other` of the window. */
    forEach: (code: string) => `
      for (var row = top; row < top + ${h}; row++) {
        let otherLine = ${order.lineOf('row')};
        for (var column = left; column < left + ${w}; column++) {
          let other = otherLine + ${order.columnOf('column')};
          ${order.regionOf('otherRegion', 'row', 'column')}
          ${code}
        }
      }`,
  };
}

/** For each query: log Σ exp(score), and Σ dy · (attention's output without the position kernel). */
function sumsCode(half: 0 | 1, layout: CrossWindows, tripled: number): string {
  const g = geometry(half, layout, tripled, positionsTogether(4, layout));
  return `
    ${g.positions}
    ${lines(
      g.owns,
      (n) => `
        ${lines(g.parts, (i) => `let q${i}_${n} = qkv[own_${n} + ${g.start(0) + i}] * ${g.scale}; let d${i}_${n} = dy[ownOutput_${n} + ${i}];`)}
        var largest_${n} = -1e30;
        var sum_${n} = 0.0;
        var along_${n} = 0.0;`,
    )}
    ${g.forEach(`
      let key = other * ${g.rowVectors} + head * ${g.vectors};
      ${lines(g.parts, (i) => `let k${i} = othersShared(key + ${g.start(1) + i}); let v${i} = othersShared(key + ${g.start(2) + i});`)}
      ${lines(
        g.owns,
        (n) => `{
          let score = ${g.dot(
            (i) => `q${i}_${n}`,
            (i) => `k${i}`,
          )}${g.mask(n)};
          let renewed = max(largest_${n}, score);
          let fade = exp(largest_${n} - renewed);
          let weight = exp(score - renewed);
          largest_${n} = renewed;
          sum_${n} = sum_${n} * fade + weight;
          along_${n} = along_${n} * fade + weight * (${g.dot(
            (i) => `d${i}_${n}`,
            (i) => `v${i}`,
          )});
        }`,
      )}`)}
    ${lines(
      g.owns,
      (n) =>
        `result[place_${n} * ${2 * layout.heads} + ${half * layout.heads} + head] = vec2<f32>(largest_${n} + log(sum_${n}), along_${n} / sum_${n});`,
    )}`;
}

/** Each position as a query (dq) and as a key (dk, dv) of every position of its window. */
function gradientCode(half: 0 | 1, layout: CrossWindows, tripled: number): string {
  const g = geometry(half, layout, tripled, positionsTogether(2, layout));
  const sumsAt = (place: string) =>
    `sums[${place} * ${2 * layout.heads} + ${half * layout.heads} + head]`;
  return `
    ${g.positions}
    ${lines(
      g.owns,
      (n) => `
        let ownSums_${n} = ${sumsAt(`place_${n}`)};
        ${lines(
          g.parts,
          (i) => `
            let q${i}_${n} = qkv[own_${n} + ${g.start(0) + i}] * ${g.scale};
            let k${i}_${n} = qkv[own_${n} + ${g.start(1) + i}];
            let v${i}_${n} = qkv[own_${n} + ${g.start(2) + i}];
            let d${i}_${n} = dy[ownOutput_${n} + ${i}];
            var dq${i}_${n} = ${g.zero};
            var dk${i}_${n} = ${g.zero};
            var dv${i}_${n} = ${g.zero};`,
        )}`,
    )}
    ${g.forEach(`
      let beside = other * ${g.rowVectors} + head * ${g.vectors};
      let besideOutput = other * ${2 * g.halfVectors} + channel;
      let besideSums = ${sumsAt('other')};
      ${lines(
        g.parts,
        (i) => `
          let otherQ${i} = othersShared(beside + ${g.start(0) + i}) * ${g.scale};
          let otherK${i} = othersShared(beside + ${g.start(1) + i});
          let otherV${i} = othersShared(beside + ${g.start(2) + i});
          let otherD${i} = otherOutputsShared(besideOutput + ${i});`,
      )}
      ${lines(
        g.owns,
        (n) => `{
          let asQuery = exp(${g.dot(
            (i) => `q${i}_${n}`,
            (i) => `otherK${i}`,
          )}${g.mask(n)} - ownSums_${n}.x) * (${g.dot(
            (i) => `d${i}_${n}`,
            (i) => `otherV${i}`,
          )} - ownSums_${n}.y);
          let share = exp(${g.dot(
            (i) => `k${i}_${n}`,
            (i) => `otherQ${i}`,
          )}${g.mask(n)} - besideSums.x);
          let asKey = share * (${g.dot(
            (i) => `v${i}_${n}`,
            (i) => `otherD${i}`,
          )} - besideSums.y);
          ${lines(
            g.parts,
            (i) => `
              dq${i}_${n} += asQuery * otherK${i};
              dk${i}_${n} += asKey * otherQ${i};
              dv${i}_${n} += share * otherD${i};`,
          )}
        }`,
      )}`)}
    for (var dy_ = -1; dy_ <= 1; dy_++) {
      let besideY = rolledY + dy_;
      if (besideY < top || besideY >= top + ${g.h}) { continue; }
      let lineBeside = ${g.order.lineOf('besideY')};
      for (var dx = -1; dx <= 1; dx++) {
        let tap = (4 - dy_ * 3 - dx) * ${g.halfVectors} + head * ${g.vectors};
        ${lines(g.parts, (i) => `let tap${i} = position${half}[tap + ${i}];`)}
        ${lines(
          g.owns,
          (n) => `{
            let besideX = rolledX + ${n} + dx;
            if (besideX >= left && besideX < left + ${g.w}) {
              let other = lineBeside + ${g.order.columnOf('besideX')};
              ${lines(g.parts, (i) => `dv${i}_${n} = fma(dy[other * ${2 * g.halfVectors} + channel + ${i}], tap${i}, dv${i}_${n});`)}
            }
          }`,
        )}
      }
    }
    ${lines(g.owns, (n) =>
      lines(
        g.parts,
        (i) => `
          result[own_${n} + ${g.start(0) + i}] = dq${i}_${n} * ${g.scale};
          result[own_${n} + ${g.start(1) + i}] = dk${i}_${n};
          result[own_${n} + ${g.start(2) + i}] = dv${i}_${n};`,
      ),
    )}`;
}
