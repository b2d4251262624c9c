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

/**
 * Registers gradients of convolutions that are composed of products and convolutions: what tuning
 * needs and tfjs's WASM backend lacks, and what its WebGPU backend computes one number at a time.
 */
export function registerConvolutionGradients(backendName: 'wasm' | 'webgpu'): void {
  const kernels: Readonly<Record<string, Compute>> = {
    [tf.Conv2DBackpropInput]: ({ dy, filter }) => convolutionInputGradient(dy, filter),
    [tf.Conv2DBackpropFilter]: ({ x, dy }, { filterShape: [height, width] }) =>
      convolutionFilterGradient(x, dy, [height, width]),
    [tf.DepthwiseConv2dNativeBackpropInput]: ({ dy, filter }) => depthwiseInputGradient(dy, filter),
    [tf.DepthwiseConv2dNativeBackpropFilter]: ({ x, dy }, { filterShape: [height, width] }) =>
      depthwiseFilterGradient(x, dy, [height, width]),
  };
  for (const [kernelName, compute] of Object.entries(kernels)) {
    register(kernelName, backendName, compute);
  }
}

/** In place of tfjs's own kernel, where it has one, which keeps what is not of stride 1. */
function register(kernelName: string, backendName: string, compute: Compute): void {
  const own = tf.getKernel(kernelName, backendName);
  if (own !== undefined) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    kernelName,
    backendName,
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
