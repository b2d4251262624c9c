import type * as tf from '../kernels/tf';

/**
 * How a parameter is stored in a published (PyTorch) file, and so how it must be laid out for the
 * NHWC operations here:
 *
 * | kind | published | runtime |
 * | --- | --- | --- |
 * | `plain` | any | the same |
 * | `linear` | `[out, in]` | `[in, out]` |
 * | `pointwise` (1×1 convolution) | `[out, in, 1, 1]` | `[in, out]` |
 * | `convolution` | `[out, in, kH, kW]` | `[kH, kW, in, out]` |
 * | `depthwise` | `[C, 1, kH, kW]` | `[kH, kW, C, 1]` |
 * | `upsampling` (transposed convolution, stride = kernel) | `[in, out, k, k]` | `[in, k·k·out]` |
 * | `shuffled-convolution` (pixel shuffle follows) | `[C·r·r, in, kH, kW]` | `[kH, kW, in, r·r·C]` |
 * | `shuffled-bias` | `[C·r·r]` | `[r·r·C]` |
 * | `halved-qkv` (q, k, v, each in two halves) | `[3·2·C/2, in]` | `[in, 2·3·C/2]` |
 * | `halved-qkv-bias` | `[3·2·C/2]` | `[2·3·C/2]` |
 */
export type ParameterKind =
  | 'plain'
  | 'linear'
  | 'pointwise'
  | 'convolution'
  | 'depthwise'
  | 'upsampling'
  | 'shuffled-convolution'
  | 'shuffled-bias'
  | 'halved-qkv'
  | 'halved-qkv-bias';

export interface ParameterSpec {
  /** As published. */
  readonly shape: readonly number[];
  readonly kind: ParameterKind;
  /** Factor r of the pixel shuffle, for the `shuffled-` kinds. */
  readonly shuffle?: number;
}

/** The parameters of a network under their published names. */
export type ParameterSpecs = ReadonlyMap<string, ParameterSpec>;

/** A parameter in memory, row-major, in the published or the runtime layout. */
export interface ParameterValues {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

interface Layout {
  /** Published shape with every axis that moves on its own split out. */
  readonly split: readonly number[];
  /** Axis order of the runtime layout, in terms of `split`. */
  readonly order: readonly number[];
  readonly runtimeShape: readonly number[];
}

function layoutOf(spec: ParameterSpec): Layout {
  const [a = 1, b = 1, c = 1, d = 1] = spec.shape;
  const r = spec.shuffle ?? 1;
  const channels = a / (r * r);
  switch (spec.kind) {
    case 'plain':
      return { split: spec.shape, order: spec.shape.map((_, i) => i), runtimeShape: spec.shape };
    case 'linear':
    case 'pointwise':
      return { split: [a, b], order: [1, 0], runtimeShape: [b, a] };
    case 'convolution':
      return { split: [a, b, c, d], order: [2, 3, 1, 0], runtimeShape: [c, d, b, a] };
    case 'depthwise':
      return { split: [a, b, c, d], order: [2, 3, 0, 1], runtimeShape: [c, d, a, b] };
    case 'upsampling':
      return { split: [a, b, c, d], order: [0, 2, 3, 1], runtimeShape: [a, c * d * b] };
    case 'shuffled-convolution':
      return {
        split: [channels, r * r, b, c, d],
        order: [3, 4, 2, 1, 0],
        runtimeShape: [c, d, b, a],
      };
    case 'shuffled-bias':
      return { split: [channels, r * r], order: [1, 0], runtimeShape: [a] };
    case 'halved-qkv':
      return { split: [3, 2, a / 6, b], order: [3, 1, 0, 2], runtimeShape: [b, a] };
    case 'halved-qkv-bias':
      return { split: [3, 2, a / 6], order: [1, 0, 2], runtimeShape: [a] };
  }
}

function permute(values: Float32Array, shape: readonly number[], order: readonly number[]) {
  const sourceStrides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, length) => product * length, 1),
  );
  const lengths = order.map((axis) => shape[axis] ?? 1);
  const strides = order.map((axis) => sourceStrides[axis] ?? 1);
  const out = new Float32Array(values.length);
  const index = new Array<number>(order.length).fill(0);
  let source = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = values[source] ?? 0;
    for (let axis = order.length - 1; axis >= 0; axis--) {
      const length = lengths[axis] ?? 1;
      const stride = strides[axis] ?? 1;
      const next = (index[axis] ?? 0) + 1;
      source += stride;
      if (next < length) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      source -= length * stride;
    }
  }
  return out;
}

/** From the published layout to the runtime one. */
export function toRuntimeLayout(values: Float32Array, spec: ParameterSpec): ParameterValues {
  const layout = layoutOf(spec);
  return { shape: layout.runtimeShape, values: permute(values, layout.split, layout.order) };
}

/** The inverse of `toRuntimeLayout`: what is written to a file that PyTorch code loads. */
export function toPublishedLayout(values: Float32Array, spec: ParameterSpec): ParameterValues {
  const layout = layoutOf(spec);
  const shape = layout.order.map((axis) => layout.split[axis] ?? 1);
  const inverse = layout.order.map((_, axis) => layout.order.indexOf(axis));
  return { shape: spec.shape, values: permute(values, shape, inverse) };
}

/**
 * Tensors by published name, in the runtime layout, seen from one module: `under('mlp').get('fc1.weight')`.
 * Layers earlier in the list hide later ones, so selecting an adapter is a new list of pointers.
 */
export class Parameters {
  constructor(
    private readonly layers: readonly ReadonlyMap<string, tf.Tensor>[],
    private readonly prefix = '',
  ) {}

  under(module: string | number): Parameters {
    return new Parameters(this.layers, `${this.prefix}${module}.`);
  }

  /** @throws Error naming the parameter when no layer holds it. */
  get<R extends tf.Rank = tf.Rank>(name: string): tf.Tensor<R> {
    const tensor = this.find(name);
    if (tensor === undefined) throw new Error(`The weights lack “${this.prefix}${name}”.`);
    return tensor as tf.Tensor<R>;
  }

  has(name: string): boolean {
    return this.find(name) !== undefined;
  }

  /** Whether a layer hides another one's parameter: an adapter's own copy of the backbone's. */
  isReplaced(name: string): boolean {
    const full = this.prefix + name;
    return this.layers.filter((layer) => layer.has(full)).length > 1;
  }

  /** Full published name of a parameter of this module. */
  nameOf(name: string): string {
    return this.prefix + name;
  }

  private find(name: string): tf.Tensor | undefined {
    const full = this.prefix + name;
    for (const layer of this.layers) {
      const tensor = layer.get(full);
      if (tensor !== undefined) return tensor;
    }
    return undefined;
  }
}
