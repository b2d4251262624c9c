import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { type KernelCall, overrideKernel } from '../overrideKernel';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';
import { activationCode, type FusedAttributes, isSimpleActivation } from './activation';

interface ConvolutionAttributes extends Partial<FusedAttributes> {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dilations: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Convolutions in blocks of four pixels in a row by four channels, straight from memory: a software
 * adapter pays dearly for every barrier.
 */
export function registerSoftwareConvolution(): void {
  overrideKernel(tf.Conv2D, 'webgpu', convolution);
  overrideKernel(tf.FusedConv2D, 'webgpu', convolution);
}

/** @returns null for what is left to tfjs's own kernel. */
function convolution({ inputs, backend, attrs }: KernelCall): tf.TensorInfo | null {
  const { x, filter, bias } = inputs as Record<'x' | 'filter', tf.TensorInfo> & {
    bias?: tf.TensorInfo;
  };
  const { strides, pad, dataFormat, dilations, dimRoundingMode, activation, leakyreluAlpha } =
    attrs as unknown as ConvolutionAttributes;
  const info = tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  const isPlain =
    dataFormat === 'NHWC' &&
    info.dilationHeight === 1 &&
    info.dilationWidth === 1 &&
    isSimpleActivation(activation) &&
    (bias === undefined || bias.shape[0] === info.outChannels);
  if (!isPlain) return null;

  const lanes = [0, 1, 2, 3];
  const program = {
    key: `softwareConvolution ${bias !== undefined} ${activation} ${leakyreluAlpha}`,
    outputShape: info.outShape,
    count:
      info.batchSize *
      info.outHeight *
      Math.ceil(info.outWidth / 4) *
      Math.ceil(info.outChannels / 4),
    inputs: bias === undefined ? ['x', 'filter_'] : ['x', 'filter_', 'bias'],
    uniforms: {
      inHeight: info.inHeight,
      inWidth: info.inWidth,
      inChannels: info.inChannels,
      outHeight: info.outHeight,
      outWidth: info.outWidth,
      outChannels: info.outChannels,
      kernelHeight: info.filterHeight,
      kernelWidth: info.filterWidth,
      strideDown: info.strideHeight,
      strideAcross: info.strideWidth,
      padTop: info.padInfo.top,
      padLeft: info.padInfo.left,
    },
    functions: activationCode(activation, leakyreluAlpha),
    body: `
      let groups = (uniforms.outChannels + 3) / 4;
      let across = (uniforms.outWidth + 3) / 4;
      let channel = (index % groups) * 4;
      let column = ((index / groups) % across) * 4;
      let line = index / (groups * across);
      let row = line % uniforms.outHeight;
      let image = line / uniforms.outHeight;
      let lastChannel = uniforms.outChannels - 1;
      ${lanes.map((i) => `let c${i} = min(channel + ${i}, lastChannel);`).join('\n')}
      ${lanes.map((i) => `var sum${i} = vec4<f32>(0.0);`).join('\n')}
      for (var ky = 0; ky < uniforms.kernelHeight; ky++) {
        let y = row * uniforms.strideDown + ky - uniforms.padTop;
        if (y < 0 || y >= uniforms.inHeight) { continue; }
        let lineStart = (image * uniforms.inHeight + y) * uniforms.inWidth;
        for (var kx = 0; kx < uniforms.kernelWidth; kx++) {
          ${lanes
            .map(
              (i) => `let x${i} = (column + ${i}) * uniforms.strideAcross + kx - uniforms.padLeft;
                let inside${i} = f32((x${i} >= 0) & (x${i} < uniforms.inWidth));
                let pixel${i} = (lineStart + clamp(x${i}, 0, uniforms.inWidth - 1)) * uniforms.inChannels;`,
            )
            .join('\n')}
          let tap = (ky * uniforms.kernelWidth + kx) * uniforms.inChannels;
          for (var c = 0; c < uniforms.inChannels; c++) {
            let start = (tap + c) * uniforms.outChannels;
            let weight = vec4<f32>(${lanes.map((i) => `filter_[start + c${i}]`).join(', ')});
            ${lanes.map((i) => `sum${i} = fma(vec4<f32>(inside${i} * x[pixel${i} + c]), weight, sum${i});`).join('\n')}
          }
        }
      }
      let bounded = min(uniforms.outChannels - channel, 4);
      ${bias === undefined ? '' : `let offset = vec4<f32>(${lanes.map((i) => `bias[c${i}]`).join(', ')});`}
      ${lanes
        .map(
          (i) => `if (column + ${i} < uniforms.outWidth) {
            let values = activated(sum${i} ${bias === undefined ? '' : '+ offset'});
            let start = (line * uniforms.outWidth + column + ${i}) * uniforms.outChannels + channel;
            for (var c = 0; c < bounded; c++) { result[start + c] = values[c]; }
          }`,
        )
        .join('\n')}`,
  };
  return runFlatProgram(
    backend as WebGPUBackend,
    program,
    bias === undefined ? [x, filter] : [x, filter, bias],
  );
}
