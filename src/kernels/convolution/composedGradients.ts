import { overrideKernel } from '../overrideKernel';
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

/** A gradient by the filter has `x`, one by the input has `filter`. */
type Inputs = Readonly<Record<'x' | 'dy' | 'filter', tf.Tensor4D>>;
type Compute = (inputs: Inputs, sides: readonly [number, number]) => tf.Tensor;

/**
 * Registers gradients of convolutions that are composed of products and convolutions: what tuning
 * needs and tfjs's WASM backend lacks, and what its WebGPU backend computes one number at a time.
 * Odd kernels of stride 1 and padding that keeps the size; tfjs's own, where it has one, keeps the rest.
 */
export function registerConvolutionGradients(backendName: 'wasm' | 'webgpu'): void {
  const kernels: Readonly<Record<string, Compute>> = {
    [tf.Conv2DBackpropInput]: ({ dy, filter }) => convolutionInputGradient(dy, filter),
    [tf.Conv2DBackpropFilter]: ({ x, dy }, sides) => convolutionFilterGradient(x, dy, sides),
    [tf.DepthwiseConv2dNativeBackpropInput]: ({ dy, filter }) => depthwiseInputGradient(dy, filter),
    [tf.DepthwiseConv2dNativeBackpropFilter]: ({ x, dy }, sides) =>
      depthwiseFilterGradient(x, dy, sides),
  };
  for (const [kernelName, compute] of Object.entries(kernels)) {
    overrideKernel(kernelName, backendName, (call) => {
      const attributes = call.attrs as unknown as ConvolutionAttributes;
      // tfjs hands kernels what its operations were given, which are tensors.
      const inputs = call.inputs as unknown as Inputs;
      const filter = (inputs.filter as tf.Tensor4D | undefined)?.shape ?? attributes.filterShape;
      const sides = [filter[0], filter[1]] as const;
      return isCovered(attributes, sides) ? compute(inputs, sides) : null;
    });
  }
}

function isCovered(
  { strides, pad, dilations = 1 }: ConvolutionAttributes,
  sides: readonly [number, number],
): boolean {
  const isOne = (value: number | readonly [number, number]) =>
    [value].flat().every((part) => part === 1);
  const areOdd = sides.every((side) => side % 2 === 1);
  return isOne(strides) && isOne(dilations) && pad === 'same' && areOdd;
}
