import * as tf from '../../src/kernels/tf';

/** A call of a kernel: shapes are all that its operations depend on. */
export interface KernelCall {
  readonly name: string;
  readonly inputs: ReadonlyMap<string, readonly number[]>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly output: readonly number[];
}

/** Kernels of tfjs that networks here use and that multiply no matrices and convolve nothing. */
const withoutProducts = new Set([
  ...['Abs', 'Add', 'AddV2', 'Atan2', 'Cast', 'Concat', 'Cos', 'Equal', 'Erf', 'Exp', 'Identity'],
  ...['LeakyRelu', 'Max', 'Mean', 'Multiply', 'Pack', 'RealDiv', 'Reshape', 'ResizeBilinear'],
  ...['Rsqrt', 'Select', 'Sigmoid', 'Sin', 'Slice', 'Softmax', 'SplitV', 'Sqrt', 'Square'],
  ...['SquaredDifference', 'Sub', 'Sum', 'Tile', 'Transpose', 'ZerosLike'],
  ...['LayerNormLastAxis', 'ExactGelu'],
]);

/**
 * Floating-point operations of the products in whatever `compute` runs: twice the multiply-adds of
 * linear layers, convolutions, attention and DFTs. Everything else is not counted.
 *
 * @throws Error for a kernel whose operations are not known here.
 */
export function countFlop(compute: () => void): number {
  return kernelCalls(compute).reduce((sum, call) => sum + flopOf(call), 0);
}

/** Every kernel that `compute` runs, in order. */
export function kernelCalls(compute: () => void): KernelCall[] {
  const engine = tf.engine();
  const runKernel = engine.runKernel.bind(engine);
  const calls: KernelCall[] = [];
  engine.runKernel = <T extends tf.Tensor | tf.Tensor[]>(
    name: string,
    inputs: tf.NamedTensorMap,
    attributes?: tf.NamedAttrMap,
  ): T => {
    const output = runKernel<T>(name, inputs, attributes);
    const [first] = [output as tf.Tensor | tf.Tensor[]].flat();
    const given = Object.entries(inputs).filter(([, tensor]) => tensor != null);
    calls.push({
      name,
      inputs: new Map(given.map(([key, tensor]) => [key, tensor.shape])),
      attributes: attributes ?? {},
      output: first?.shape ?? [],
    });
    return output;
  };
  try {
    compute();
  } finally {
    Reflect.deleteProperty(engine, 'runKernel');
  }
  return calls;
}

/** See `countFlop`. */
export function flopOf(call: KernelCall): number {
  const { name, inputs, attributes, output } = call;
  const outputs = size(output);
  const shape = (input: string) => inputs.get(input) ?? [];
  const attribute = (key: string) => Number(attributes[key]);
  switch (name) {
    case 'BatchMatMul':
    case '_FusedMatMul':
      return 2 * outputs * (shape('a').at(attributes.transposeA === true ? -2 : -1) ?? 0);
    case 'CrossWindowAttention': {
      const [height = 0, width = 0] = attributes.window as readonly number[];
      // q·kᵀ, the weighted sum of v, and the 3×3 convolution of v.
      return 2 * outputs * (2 * height * width + 9);
    }
    case 'AdapterSpectrum rows':
      return 2 * outputs * attribute('width');
    case 'AdapterSpectrum columns':
    case 'AdapterSpectrum inverseColumns':
      return 4 * outputs * attribute('height');
    case 'AdapterSpectrum inverseRows':
      return 4 * outputs * (Math.floor(attribute('width') / 2) + 1);
    case 'AdapterGates': {
      const [images = 1] = shape('z');
      const hidden = attribute('hidden');
      const units = 2 * Math.floor(hidden / 2) + 2 * attribute('squeeze');
      // The score of each pixel and the weighted sum over them; two bottlenecks.
      return 4 * size(shape('z')) + 2 * images * units * hidden;
    }
    case 'AdapterCombination':
      // The 3×3 convolution and the spatial gate's weights.
      return 2 * outputs * (9 + 1);
    default:
      return weightedFlop(call);
  }
}

/**
 * Of kernels that apply weights to every position of their output: `[…,in,out]`, or `[k,k,C,1]` of a
 * depthwise convolution.
 */
function weightedFlop({ name, inputs, output }: KernelCall): number {
  const weights = [...inputs].filter(([input]) => /weight\d*$|^filter$/i.test(input));
  if (withoutProducts.has(name)) return 0;
  if (weights.length === 0) throw new Error(`How many operations has the kernel “${name}”?`);
  const isDepthwise = /depthwise/i.test(name);
  return weights.reduce((sum, [, shape]) => {
    const columns = (isDepthwise ? shape[2] : shape.at(-1)) ?? 1;
    return sum + 2 * size(output) * (size(shape) / columns);
  }, 0);
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
