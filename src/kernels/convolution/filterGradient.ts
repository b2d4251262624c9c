import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { lanesFor, vectorType } from '../lanes';
import { sharesInWorkgroups } from '../products/productProgram';
import * as tf from '../tf';
import { type FlatProgram, runFlatProgram } from '../webgpuProgram';

const kernelName = 'ConvolutionFilterGradient';

/** Vectors of the filter's inputs for each invocation. */
const vectorsAtOnce = 2;
/** Invocations that leave no core of a software adapter idle. */
const busyInvocations = 1024;

/**
 * Whether the backend has a kernel for a convolution's gradient by its filter. It is for software
 * adapters: a real GPU has tfjs's products of matrices, which share what they read.
 */
export function hasFilterGradient(): boolean {
  return tf.getKernel(kernelName, tf.getBackend()) !== undefined && !sharesInWorkgroups();
}

/**
 * The gradient of a convolution by its filter: stride 1, zero padding that keeps the size, odd sides.
 *
 * @param x `[N,H,W,in]`; dy `[N,H,W,out]`.
 * @returns `[kH,kW,in,out]`.
 */
export function fusedFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  [kernelHeight, kernelWidth]: readonly [number, number],
): tf.Tensor4D {
  return tf.tidy(() => {
    const parts = tf.engine().runKernel(kernelName, { x, dy }, { kernelHeight, kernelWidth });
    return tf.sum(parts as tf.Tensor, 0) as tf.Tensor4D;
  });
}

interface Sides {
  readonly kernelHeight: number;
  readonly kernelWidth: number;
}

export function registerFilterGradient(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { x, dy } = inputs as Record<'x' | 'dy', tf.TensorInfo>;
      return runFlatProgram(
        backend as WebGPUBackend,
        partialSums(x.shape, dy.shape[3] ?? 1, attrs as unknown as Sides),
        [x, dy],
      );
    },
  });
}

/**
 * `[strips,kH,kW,in,out]`: the images' lines are summed up in strips, for there are few weights to
 * keep all invocations busy. A quad has its pixels and outputs in common, and shares reading `dy`.
 */
function partialSums(
  shape: readonly number[],
  outChannels: number,
  { kernelHeight, kernelWidth }: Sides,
): FlatProgram {
  const [n = 1, height = 1, width = 1, inChannels = 1] = shape;
  const lanes = lanesFor([outChannels]) ?? 1;
  const inLanes = lanesFor([inChannels]) ?? 1;
  const columns = outChannels / lanes;
  const together = [4, 3, 2].find((count) => columns % count === 0) ?? 1;
  const across = columns / together;
  const sources = inChannels / inLanes;
  const vectors = kernelHeight * kernelWidth * sources;
  // Whole quads; the last ones compute the last vectors again.
  const blocks = 4 * Math.ceil(vectors / (4 * vectorsAtOnce));
  const lines = n * height;
  const linesAtOnce = Math.ceil(lines / Math.ceil(busyInvocations / (blocks * across)));
  const strips = Math.ceil(lines / linesAtOnce);

  const own = Array.from({ length: vectorsAtOnce }, (_, i) => i);
  const outs = Array.from({ length: together }, (_, i) => i);
  const parts = Array.from({ length: inLanes }, (_, i) => i);
  const left = (i: number, part: number) => (inLanes === 1 ? `taken${i}` : `taken${i}[${part}]`);
  const each = (code: (i: number, part: number, c: number) => string) =>
    own.flatMap((i) => parts.flatMap((part) => outs.map((c) => code(i, part, c)))).join('\n');
  const zero = `${vectorType(lanes)}(0.0)`;
  return {
    key: `filterGradient ${kernelHeight} ${kernelWidth} ${inChannels} ${outChannels}`,
    outputShape: [strips, kernelHeight, kernelWidth, inChannels, outChannels],
    count: blocks * across * strips,
    inputs: ['x', 'dy'],
    lanes,
    widths: { x: inLanes },
    shared: ['dy'],
    uniforms: { height, width, lines, linesAtOnce },
    body: `
      let block = index % ${blocks};
      let column = (index / ${blocks}) % ${across} * ${together};
      let strip = index / ${blocks * across};
      ${own
        .map(
          (i) => `
            let vector${i} = min(block * ${vectorsAtOnce} + ${i}, ${vectors - 1});
            let tap${i} = vector${i} / ${sources};
            let down${i} = tap${i} / ${kernelWidth} - ${(kernelHeight - 1) / 2};
            let right${i} = tap${i} % ${kernelWidth} - ${(kernelWidth - 1) / 2};`,
        )
        .join('')}
      ${each((i, part, c) => `var sum${i}_${part}_${c} = ${zero};`)}
      let last = min((strip + 1) * uniforms.linesAtOnce, uniforms.lines);
      for (var line = strip * uniforms.linesAtOnce; line < last; line++) {
        let y = line % uniforms.height;
        for (var x_ = 0; x_ < uniforms.width; x_++) {
          let pixel = line * uniforms.width + x_;
          ${own
            .map(
              (i) => `
                let inside${i} = (y + down${i} >= 0) & (y + down${i} < uniforms.height) & (x_ + right${i} >= 0) & (x_ + right${i} < uniforms.width);
                let source${i} = select(0, (pixel + down${i} * uniforms.width + right${i}) * ${sources}, inside${i}) + vector${i} % ${sources};
                let taken${i} = select(${vectorType(inLanes)}(0.0), x[source${i}], inside${i});`,
            )
            .join('')}
          ${outs.map((c) => `let w${c} = dyShared(pixel * ${columns} + column + ${c});`).join('\n')}
          ${each((i, part, c) => `sum${i}_${part}_${c} = fma(${vectorType(lanes)}(${left(i, part)}), w${c}, sum${i}_${part}_${c});`)}
        }
      }
      let top = strip * ${vectors * inLanes};
      ${each((i, part, c) => `result[(top + vector${i} * ${inLanes} + ${part}) * ${columns} + column + ${c}] = sum${i}_${part}_${c};`)}`,
  };
}
