import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { lanesFor, vectorType, type Width } from '../lanes';
import { type Factor, leftLanes, type ProductProgram, Sizes } from '../products/productProgram';
import { runProduct } from '../products/runProduct';
import * as tf from '../tf';
import { type Addition, type Convolution, leakySlope } from './convolution';
import { gradientByMaps, gradientByWeights, registerLeakyGradient } from './convolutionGradient';

export const fusedConvolutionKernel = 'FusedConvolution';
/** The same for one map and two that are kept for the gradients by weight and bias. */
const trainedKernels = ['FusedConvolutionTrained', 'FusedJoinedConvolutionTrained'] as const;

/** Storage buffers that every WebGPU device allows a shader, the result's among them. */
const bufferLimit = 8;

/** A `Convolution` without its tensors, and what its gradient needs beside them. */
export interface Attributes {
  /** Of each part. */
  readonly channels: readonly number[];
  readonly hasAddition: boolean;
  /** Of the bias; 0 where there is none. */
  readonly biases: number;
  readonly side: number;
  readonly halves: boolean;
  readonly isLeaky: boolean;
  readonly shuffle: number;
  readonly mean: readonly number[];
  readonly scale: number;
}

/** `convolve` as an implicit matrix product: pixels by channels, one dispatch. */
export function fusedConvolution(
  parts: readonly tf.Tensor4D[],
  {
    weight,
    bias,
    side,
    halves = false,
    isLeaky = false,
    shuffle = 1,
    mean,
    isTrained,
  }: Convolution,
  { shortcut, residual, base }: Addition,
): tf.Tensor4D {
  if (isLeaky && shuffle > 1) throw new RangeError('A LeakyReLU goes with no shuffle.');
  if (base !== undefined && shuffle > 1) throw new RangeError('A base goes with no shuffle.');
  const [x, x2] = parts;
  const [other, other2] = shortcut?.parts ?? [];
  const inputs = Object.entries({
    x,
    x2,
    weight,
    bias,
    other,
    other2,
    shortcutWeight: shortcut?.weight,
    shortcutBias: shortcut?.bias,
    residual,
    base: base?.image,
  }).filter((entry): entry is [string, tf.Tensor] => entry[1] !== undefined);
  if (inputs.length >= bufferLimit) {
    throw new RangeError(`A convolution of ${inputs.length} inputs needs too many buffers.`);
  }
  const attributes: Attributes = {
    channels: parts.map((part) => part.shape[3]),
    hasAddition: (shortcut ?? residual ?? base) !== undefined,
    biases: bias?.shape[0] ?? 0,
    side,
    halves,
    isLeaky,
    shuffle,
    mean: mean ?? [],
    scale: base?.scale ?? 1,
  };
  const kernelName = isTrained ? trainedKernels[x2 ? 1 : 0] : fusedConvolutionKernel;
  return tf.engine().runKernel(kernelName, Object.fromEntries(inputs), {
    ...attributes,
    mean: [...attributes.mean],
  });
}

export function registerFusedConvolution(): void {
  for (const kernelName of [fusedConvolutionKernel, ...trainedKernels]) {
    tf.registerKernel({
      kernelName,
      backendName: 'webgpu',
      kernelFunc: ({ inputs, backend, attrs }) => {
        const given = inputs as Record<string, tf.TensorInfo>;
        const program = programOf(given, attrs as unknown as Attributes);
        const buffers = program.inputs.map((name) => given[name] as tf.TensorInfo);
        return runProduct(backend as WebGPUBackend, program, buffers);
      },
    });
  }
  registerLeakyGradient();
  tf.registerGradient({
    kernelName: fusedConvolutionKernel,
    inputsToSave: ['weight'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [weight, y] = saved as [tf.Tensor, tf.Tensor4D];
      return gradientByMaps(dy as tf.Tensor4D, weight, y, attrs as unknown as Attributes);
    },
  });
  for (const [i, kernelName] of trainedKernels.entries()) {
    tf.registerGradient({
      kernelName,
      inputsToSave: ['weight', ...(['x', 'x2'] as const).slice(0, i + 1)],
      outputsToSave: [true],
      gradFunc: (dy, saved, attrs) => {
        const attributes = attrs as unknown as Attributes;
        const [weight, ...maps] = saved as [tf.Tensor, ...tf.Tensor4D[]];
        const y = maps.pop() as tf.Tensor4D;
        return {
          ...gradientByMaps(dy as tf.Tensor4D, weight, y, attributes),
          ...gradientByWeights(dy as tf.Tensor4D, weight, maps, y, attributes),
        };
      },
    });
  }
}

function programOf(given: Record<string, tf.TensorInfo>, a: Attributes): ProductProgram {
  const { x, x2, weight, bias, other, other2, residual, base } = given;
  if (x === undefined || weight === undefined) throw new Error('An input is missing.');
  const [n = 1, inHeight = 1, inWidth = 1] = x.shape;
  const [height, width] = a.halves ? [inHeight / 2, inWidth / 2] : [inHeight, inWidth];
  const columns = weight.shape.at(-1) ?? 1;
  const outChannels = columns / a.shuffle ** 2;
  const lanes = lanesFor([outChannels]) ?? 1;
  const sizes = new Sizes();
  const vectors = sizes.of('outVectors', outChannels / lanes);
  const vectorsInFunctions = sizes.inFunctions('outVectors', outChannels / lanes);
  const vector = vectorType(lanes);
  const channels = (map: tf.TensorInfo | undefined) => map?.shape[3] ?? 0;
  const left = (maps: number[]) => leftLanes(lanesFor(maps) ?? 1, Object.values(given));
  const width1: Width = a.mean.length === 0 ? left([channels(x), channels(x2)]) : 1;
  const width2: Width = left([channels(other), channels(other2)]);
  const taps = { ...a, sizes, lanes: width1, weight: 'weight', stride: channels(x) + channels(x2) };
  const own = { ...a, sizes, side: 1, halves: false, mean: [], lanes: width2 };
  const short = { ...own, weight: 'shortcutWeight', stride: 0 };

  const factors = [tapsOf('x', channels(x), 0, taps)];
  if (x2) factors.push(tapsOf('x2', channels(x2), channels(x), taps));
  if (a.isLeaky) {
    const last = factors.pop() as Factor;
    factors.push({
      ...last,
      after: (sum) => `select(${sum}, ${sum} * ${leakySlope}, ${sum} < ${vector}(0.0))`,
    });
  }
  if (other) factors.push(tapsOf('other', channels(other), 0, short));
  if (other2) factors.push(tapsOf('other2', channels(other2), channels(other), short));

  const place = (r: string, column: string) =>
    a.shuffle === 1 ? `row${r} * ${vectors} + ${column}` : `at(row${r}, ${column})`;
  const isBiasWhole = bias?.shape[0] === columns;
  const biasAt = (column: string) => (isBiasWhole ? column : `${column} % ${vectors}`);
  const store = (r: string, column: string, sum: string) => {
    const terms = [
      sum,
      other ? `shortcutBias[${column}]` : '',
      residual ? `residual[${place(r, column)}]` : '',
      base ? `enlarged(row${r}, ${column})` : '',
    ];
    return `result[${place(r, column)}] = ${terms.filter((term) => term !== '').join(' + ')};`;
  };
  return {
    key: `convolution ${[sizes.written, a.side, a.halves, a.isLeaky, a.shuffle, a.scale, a.mean, isBiasWhole, Object.keys(given)].join(' ')}`,
    outputShape: [n, height * a.shuffle, width * a.shuffle, outChannels],
    rows: n * height * width,
    columns,
    lanes,
    inputs: Object.keys(given),
    widths: { x: width1, x2: width1, other: width2, other2: width2 },
    uniforms: { inHeight, inWidth, height, width },
    sizes,
    functions: `
      ${a.shuffle === 1 ? '' : shuffledPlace(a.shuffle, vectorsInFunctions)}
      ${base ? enlargement(a.scale, vectorsInFunctions, vector) : ''}`,
    factors,
    first: (_, column) => (bias ? `bias[${biasAt(column)}]` : `${vector}(0.0)`),
    store,
  };
}

interface Taps {
  readonly side: number;
  readonly halves: boolean;
  readonly mean: readonly number[];
  readonly lanes: Width;
  readonly weight: string;
  /** Rows of the weight for each tap. */
  readonly stride: number;
  readonly sizes: Sizes;
}

/** The taps around each output pixel of one map. */
function tapsOf(buffer: string, channels: number, weightStart: number, taps: Taps): Factor {
  const { side, halves, mean, lanes, weight, stride, sizes } = taps;
  const vectors = sizes.of(`${buffer}Vectors`, channels / lanes);
  const common = { buffer, lanes, channels, side, weight, weightStride: stride, weightStart };
  if (side === 1) {
    return { ...common, isPartial: false, place: (r) => `let start${r} = row${r} * ${vectors};` };
  }
  const step = halves ? 2 : 1;
  const reach = Math.floor((side - 1) / 2);
  return {
    ...common,
    isPartial: true,
    setup: (r) => `
      let across${r} = (row${r} % uniforms.width) * ${step} - ${reach};
      let line${r} = row${r} / uniforms.width;
      let down${r} = (line${r} % uniforms.height) * ${step} - ${reach};
      let top${r} = line${r} / uniforms.height * uniforms.inHeight;`,
    place: (r) => `
      let inside${r} = (down${r} + ky >= 0) & (down${r} + ky < uniforms.inHeight) & (across${r} + kx >= 0) & (across${r} + kx < uniforms.inWidth);
      let start${r} = select(0, ((top${r} + down${r} + ky) * uniforms.inWidth + across${r} + kx) * ${vectors}, inside${r});`,
    ...(mean.length === 0
      ? {}
      : {
          elementSetup: (k: string) =>
            `let mean = array<f32, ${channels}>(${mean.join(', ')})[${k}];`,
          value: (element: string) => `${element} - mean`,
        }),
  };
}

/** Where a vector of the product goes when channels (row, column, C) become pixels. */
function shuffledPlace(r: number, vectors: string): string {
  return `
    fn at(row : i32, column : i32) -> i32 {
      let x = row % uniforms.width;
      let line = row / uniforms.width;
      let part = column / ${vectors};
      let pixel = ((line * ${r} + part / ${r}) * uniforms.width + x) * ${r} + part % ${r};
      return pixel * ${vectors} + column % ${vectors};
    }`;
}

/** A vector of the base image at a pixel of the output, as PyTorch's `align_corners=False` has it. */
function enlargement(scale: number, vectors: string, vector: string): string {
  if (scale === 1) {
    return `fn enlarged(row : i32, column : i32) -> ${vector} { return base[row * ${vectors} + column]; }`;
  }
  return `
    fn enlarged(row : i32, column : i32) -> ${vector} {
      let line = row / uniforms.width;
      let sides = vec2<i32>(uniforms.width, uniforms.height) / ${scale};
      let pixel = vec2<f32>(vec2<i32>(row % uniforms.width, line % uniforms.height));
      let place = max(vec2<f32>(0.0), (pixel + 0.5) / ${scale}.0 - 0.5);
      let near = vec2<i32>(place);
      let far = min(near + 1, sides - 1);
      let share = place - vec2<f32>(near);
      let top = line / uniforms.height * sides.y;
      let upper = (top + near.y) * sides.x;
      let lower = (top + far.y) * sides.x;
      return mix(
        mix(base[(upper + near.x) * ${vectors} + column], base[(upper + far.x) * ${vectors} + column], share.x),
        mix(base[(lower + near.x) * ${vectors} + column], base[(lower + far.x) * ${vectors} + column], share.x),
        share.y);
    }`;
}
