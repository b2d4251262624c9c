import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { composedGelu, gelu, geluCode, geluFunctions } from '../gelu';
import { evenLanes, type Lanes, vectorType } from '../lanes';
import * as tf from '../tf';
import { isTuning } from '../tuningMode';
import { runFlatProgram } from '../webgpuProgram';

const kernelName = 'DepthwiseGelu';

/**
 * `gelu(depthwise k×k convolution + bias)`, zero padding that keeps H and W. One dispatch on WebGPU.
 * Differentiated by x alone: the weights are the frozen backbone's. GELU is a dispatch of its own then.
 *
 * @param x `[N,H,W,C]`, C even; weight `[k,k,C,1]`, k odd; bias `[C]`.
 */
export function depthwiseGelu(x: tf.Tensor4D, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor4D {
  if (isTuning()) return gelu(run(x, weight, bias, 'plain'));
  return run(x, weight, bias, 'gelu');
}

/** With GELU, without it, or as the gradient by x: mirrored, without a bias. */
type Form = 'gelu' | 'plain' | 'backward';

function run(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor | null, form: Form): tf.Tensor4D {
  const inputs: tf.NamedTensorMap = bias === null ? { x, weight } : { x, weight, bias };
  return tf.engine().runKernel(kernelName, inputs, { form }) as tf.Tensor4D;
}

/** The definition of right, in tfjs's own operations. */
export function composedDepthwiseGelu(
  x: tf.Tensor4D,
  weight: tf.Tensor,
  bias: tf.Tensor,
): tf.Tensor4D {
  return tf.tidy(() =>
    composedGelu(
      tf.add(tf.depthwiseConv2d(x, weight as tf.Tensor4D, 1, 'same'), bias) as tf.Tensor4D,
    ),
  );
}

const pixelsAtOnce = 4;

export function registerDepthwiseGelu(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const form = attrs?.form as Form;
      const { x, weight, bias } = inputs as Record<'x' | 'weight', tf.TensorInfo> & {
        bias?: tf.TensorInfo;
      };
      const [n = 1, height = 1, width = 1, channels = 4] = x.shape;
      const lanes = evenLanes([channels]);
      const side = weight.shape[0] ?? 1;
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `depthwiseGelu ${channels} ${side} ${form}`,
          outputShape: x.shape,
          count: n * height * Math.ceil(width / pixelsAtOnce) * (channels / lanes),
          inputs: bias ? ['x', 'weight', 'bias'] : ['x', 'weight'],
          lanes,
          uniforms: { height, width },
          functions: geluFunctions,
          body: code(lanes, channels / lanes, side, form),
        },
        bias ? [x, weight, bias] : [x, weight],
      );
    },
  });
  tf.registerGradient({
    kernelName,
    inputsToSave: ['weight'],
    gradFunc: (dy, saved, attrs) => {
      if (attrs?.form !== 'plain') throw new Error('GELU has its own kernel.');
      const [weight] = saved as [tf.Tensor];
      return { x: () => run(dy as tf.Tensor, weight, null, 'backward') };
    },
  });
}

/** Four pixels of a row and a vector of channels: what neighbours share is read once. */
function code(lanes: Lanes, vectors: number, side: number, form: Form): string {
  const isBackward = form === 'backward';
  const reach = Math.floor(side / 2);
  const pixels = Array.from({ length: pixelsAtOnce }, (_, i) => i);
  const taps = Array.from({ length: side }, (_, i) => i);
  const loads = Array.from({ length: pixelsAtOnce + side - 1 }, (_, i) => i);
  return `
    let channel = index % ${vectors};
    let across = (uniforms.width + ${pixelsAtOnce - 1}) / ${pixelsAtOnce};
    let column = (index / ${vectors}) % across * ${pixelsAtOnce};
    let line = index / (${vectors} * across);
    let row = line % uniforms.height;
    ${pixels.map((i) => `var sum${i} = ${isBackward ? `${vectorType(lanes)}(0.0)` : 'bias[channel]'};`).join('\n')}
    for (var ky = 0; ky < ${side}; ky++) {
      let y = row + ky - ${reach};
      if (y < 0 || y >= uniforms.height) { continue; }
      let start = (line - row + y) * uniforms.width;
      ${loads
        .map(
          (i) => `let x${i} = column + ${i - reach};
            let v${i} = select(${vectorType(lanes)}(0.0), x[(start + clamp(x${i}, 0, uniforms.width - 1)) * ${vectors} + channel], (x${i} >= 0) & (x${i} < uniforms.width));`,
        )
        .join('\n')}
      let tap = ${isBackward ? `(${side - 1} - ky)` : 'ky'} * ${side * vectors} + channel;
      ${taps
        .map(
          (k) => `{
            let w = weight[tap + ${(isBackward ? side - 1 - k : k) * vectors}];
            ${pixels.map((i) => `sum${i} = fma(v${i + k}, w, sum${i});`).join('\n')}
          }`,
        )
        .join('\n')}
    }
    ${pixels
      .map(
        (i) => `if (column + ${i} < uniforms.width) {
          result[(line * uniforms.width + column + ${i}) * ${vectors} + channel] = ${form === 'gelu' ? geluCode(`sum${i}`, lanes) : `sum${i}`};
        }`,
      )
      .join('\n')}`;
}
