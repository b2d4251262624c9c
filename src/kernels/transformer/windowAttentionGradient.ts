import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '../tf';
import { evenLanes, type Lanes, runFlatProgram, vectorType } from '../webgpuProgram';
import type { CrossWindows } from './windowAttention';

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
      inputs: ['qkv', 'dy'],
      buffers: [qkv, dy],
      widths: { result: 2 },
      body: (half) => sumsCode(half, layout, qkv.shape[3] ?? 6),
    };
  });
  register(gradientKernel, (given, layout) => {
    const { qkv, dy, sums, weight0, weight1 } = given;
    if (!qkv || !dy || !sums || !weight0 || !weight1) throw new Error('An input is missing.');
    return {
      outputShape: qkv.shape,
      inputs: ['qkv', 'dy', 'sums', 'position0', 'position1'],
      buffers: [qkv, dy, sums, weight0, weight1],
      widths: { sums: 2 },
      body: (half) => gradientCode(half, layout, qkv.shape[3] ?? 6),
    };
  });
}

interface Pass {
  readonly outputShape: readonly number[];
  readonly inputs: readonly string[];
  readonly buffers: tf.TensorInfo[];
  readonly widths: Readonly<Record<string, 2>>;
  readonly body: (half: 0 | 1) => string;
}

/** A kernel with an invocation for each position and head of both halves. */
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
          key: `${kernelName} ${tripled} ${layout.window} ${heads} ${layout.isShifted}`,
          outputShape: pass.outputShape,
          count: n * height * width * 2 * heads,
          inputs: pass.inputs,
          lanes: lanesOf(layout, tripled),
          widths: pass.widths,
          uniforms: { height, width },
          functions: ([0, 1] as const)
            .map((half) => `fn half${half}(place : i32, head : i32) { ${pass.body(half)} }`)
            .join('\n'),
          body: `
            let item = index % ${2 * heads};
            let place = index / ${2 * heads};
            if (item < ${heads}) { half0(place, item); } else { half1(place, item - ${heads}); }`,
        },
        pass.buffers,
      );
    },
  });
}

const lanesOf = ({ heads }: CrossWindows, tripled: number): Lanes =>
  evenLanes([tripled / 6 / heads]);

/** Names and snippets that both passes share. */
function geometry(half: 0 | 1, layout: CrossWindows, tripled: number) {
  const [h, w] = half === 0 ? layout.window : [layout.window[1], layout.window[0]];
  const [down, right] = layout.isShifted ? [Math.floor(h / 2), Math.floor(w / 2)] : [0, 0];
  const lanes = lanesOf(layout, tripled);
  const headWidth = tripled / 6 / layout.heads;
  const vectors = headWidth / lanes;
  const halfVectors = tripled / 6 / lanes;
  const parts = Array.from({ length: vectors }, (_, i) => i);
  /** Element of q (0), k (1) or v (2) at a position, plus `head * vectors`. */
  const start = (part: number) => (half * 3 + part) * halfVectors;
  const region = (y: string, x: string) =>
    `select(0, 2, ${y} >= uniforms.height - ${down}) + select(0, 1, ${x} >= uniforms.width - ${right})`;
  return {
    ...{ h, w, down, right, vectors, halfVectors, parts, start },
    zero: `${vectorType(lanes)}(0.0)`,
    scale: 1 / Math.sqrt(headWidth),
    /** Of vectors with numbered names. */
    dot: (a: string, b: (i: number) => string) =>
      parts.map((i) => `dot(${a}${i}, ${b(i)})`).join(' + '),
    rowVectors: 6 * halfVectors,
    position: `
      let x = place % uniforms.width;
      let y = (place / uniforms.width) % uniforms.height;
      let image = place / (uniforms.width * uniforms.height) * uniforms.height;
      let rolledX = (x + uniforms.width - ${right}) % uniforms.width;
      let rolledY = (y + uniforms.height - ${down}) % uniforms.height;
      let left = rolledX / ${w} * ${w};
      let top = rolledY / ${h} * ${h};
      ${layout.isShifted ? `let ownRegion = ${region('rolledY', 'rolledX')};` : ''}
      let own = place * ${6 * halfVectors} + head * ${vectors};
      let channel = ${half * halfVectors} + head * ${vectors};
      let ownOutput = place * ${2 * halfVectors} + channel;`,
    /** Runs `code` for every position `other` of the window, with what masks the two from each other. */
    forEach: (code: string) => `
      for (var row = 0; row < ${h}; row++) {
        let otherY = (top + row + ${down}) % uniforms.height;
        for (var column = 0; column < ${w}; column++) {
          let other = (image + otherY) * uniforms.width + (left + column + ${right}) % uniforms.width;
          let mask = ${layout.isShifted ? `select(-100.0, 0.0, (${region('(top + row)', '(left + column)')}) == ownRegion)` : '0.0'};
          ${code}
        }
      }`,
  };
}

/** For each query: log Σ exp(score), and Σ dy · (attention's output without the position kernel). */
function sumsCode(half: 0 | 1, layout: CrossWindows, tripled: number): string {
  const g = geometry(half, layout, tripled);
  return `
    ${g.position}
    ${g.parts.map((i) => `let q${i} = qkv[own + ${g.start(0) + i}] * ${g.scale}; let d${i} = dy[ownOutput + ${i}];`).join('\n')}
    var largest = -1e30;
    var sum = 0.0;
    var along = 0.0;
    ${g.forEach(`
      let key = other * ${g.rowVectors} + head * ${g.vectors};
      let score = ${g.dot('q', (i) => `qkv[key + ${g.start(1) + i}]`)} + mask;
      let renewed = max(largest, score);
      let fade = exp(largest - renewed);
      let weight = exp(score - renewed);
      largest = renewed;
      sum = sum * fade + weight;
      along = along * fade + weight * (${g.dot('d', (i) => `qkv[key + ${g.start(2) + i}]`)});`)}
    result[place * ${2 * layout.heads} + ${half * layout.heads} + head] = vec2<f32>(largest + log(sum), along / sum);`;
}

/** Each position as a query (dq) and as a key (dk, dv) of every position of its window. */
function gradientCode(half: 0 | 1, layout: CrossWindows, tripled: number): string {
  const g = geometry(half, layout, tripled);
  const sumsAt = (place: string) =>
    `sums[${place} * ${2 * layout.heads} + ${half * layout.heads} + head]`;
  return `
    ${g.position}
    ${g.parts
      .map(
        (i) => `
          let q${i} = qkv[own + ${g.start(0) + i}] * ${g.scale};
          let k${i} = qkv[own + ${g.start(1) + i}];
          let v${i} = qkv[own + ${g.start(2) + i}];
          let d${i} = dy[ownOutput + ${i}];
          var dq${i} = ${g.zero};
          var dk${i} = ${g.zero};
          var dv${i} = ${g.zero};`,
      )
      .join('\n')}
    let ownSums = ${sumsAt('place')};
    ${g.forEach(`
      let beside = other * ${g.rowVectors} + head * ${g.vectors};
      let besideOutput = other * ${2 * g.halfVectors} + channel;
      let besideSums = ${sumsAt('other')};
      ${g.parts
        .map(
          (i) => `
            let otherQ${i} = qkv[beside + ${g.start(0) + i}] * ${g.scale};
            let otherK${i} = qkv[beside + ${g.start(1) + i}];
            let otherD${i} = dy[besideOutput + ${i}];`,
        )
        .join('\n')}
      let asQuery = exp(${g.dot('q', (i) => `otherK${i}`)} + mask - ownSums.x) *
        (${g.dot('d', (i) => `qkv[beside + ${g.start(2) + i}]`)} - ownSums.y);
      let share = exp(${g.dot('k', (i) => `otherQ${i}`)} + mask - besideSums.x);
      let asKey = share * (${g.dot('v', (i) => `otherD${i}`)} - besideSums.y);
      ${g.parts
        .map(
          (i) => `
            dq${i} += asQuery * otherK${i};
            dk${i} += asKey * otherQ${i};
            dv${i} += share * otherD${i};`,
        )
        .join('\n')}`)}
    for (var dy_ = -1; dy_ <= 1; dy_++) {
      let besideY = rolledY + dy_;
      if (besideY < top || besideY >= top + ${g.h}) { continue; }
      let fromY = (besideY + ${g.down}) % uniforms.height;
      for (var dx = -1; dx <= 1; dx++) {
        let besideX = rolledX + dx;
        if (besideX < left || besideX >= left + ${g.w}) { continue; }
        let other = (image + fromY) * uniforms.width + (besideX + ${g.right}) % uniforms.width;
        let tap = (4 - dy_ * 3 - dx) * ${g.halfVectors} + head * ${g.vectors};
        ${g.parts.map((i) => `dv${i} = fma(dy[other * ${2 * g.halfVectors} + channel + ${i}], position${half}[tap + ${i}], dv${i});`).join('\n')}
      }
    }
    ${g.parts
      .map(
        (i) => `
          result[own + ${g.start(0) + i}] = dq${i} * ${g.scale};
          result[own + ${g.start(1) + i}] = dk${i};
          result[own + ${g.start(2) + i}] = dv${i};`,
      )
      .join('\n')}`;
}
