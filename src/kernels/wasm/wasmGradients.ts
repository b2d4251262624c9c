import * as tf from '../tf';
import {
  convolutionFilterGradient,
  convolutionInputGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
} from './shiftedProducts';

interface ConvolutionAttributes {
  readonly strides: number | readonly [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly dilations?: number | readonly [number, number];
  readonly filterShape: readonly [number, number, number, number];
}

type Inputs = Readonly<Record<'x' | 'dy' | 'filter', tf.Tensor4D>>;
type Compute = (inputs: Inputs, attributes: ConvolutionAttributes) => tf.Tensor;

let areRegistered = false;

/** Registers what tuning needs and tfjs's WASM backend lacks, or has but slow. */
export function registerWasmGradients(): void {
  if (areRegistered) return;
  areRegistered = true;
  register(tf.Conv2DBackpropInput, ({ dy, filter }) => convolutionInputGradient(dy, filter));
  register(tf.Conv2DBackpropFilter, ({ x, dy }, { filterShape: [height, width] }) =>
    convolutionFilterGradient(x, dy, [height, width]),
  );
  register(tf.DepthwiseConv2dNativeBackpropInput, ({ dy, filter }) =>
    depthwiseInputGradient(dy, filter),
  );
  register(tf.DepthwiseConv2dNativeBackpropFilter, ({ x, dy }, { filterShape: [height, width] }) =>
    depthwiseFilterGradient(x, dy, [height, width]),
  );
}

/** In place of tfjs's own kernel, where it has one, which keeps what is not of stride 1. */
function register(kernelName: string, compute: Compute): void {
  const own = tf.getKernel(kernelName, 'wasm');
  if (own !== undefined) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as ConvolutionAttributes;
      // tfjs hands kernels what its operations were given, which are tensors.
      if (isCovered(attributes)) return compute(call.inputs as unknown as Inputs, attributes);
      if (own !== undefined) return own.kernelFunc(call);
      throw new Error(`${kernelName} takes stride 1 and padding that keeps the size.`);
    },
  });
}

function isCovered({ strides, pad, dilations = 1 }: ConvolutionAttributes): boolean {
  const isOne = (value: number | readonly [number, number]) =>
    [value].flat().every((part) => part === 1);
  return isOne(strides) && isOne(dilations) && pad === 'same';
}
