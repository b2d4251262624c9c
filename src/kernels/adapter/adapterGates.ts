import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { geluFunctions } from '../gelu';
import { evenLanes, vectorType } from '../lanes';
import * as tf from '../tf';
import { runGroupProgram } from '../webgpuProgram';
import { type AdapterSizes, packedOffset, packedVector } from './packedAdapter';

const kernelName = 'AdapterGates';
const threads = 128;

/**
 * What AdaptIR gathers from the whole map: the gate of the local branch from the frequency branch's
 * means, and the channel branch (attention over pixels, then a bottleneck). One dispatch on WebGPU,
 * one workgroup for each image.
 *
 * @param z `[N,H,W,h]`, as is `frequency`.
 * @returns `[N,2,h]`: gate, channel branch.
 */
export function adapterGates(
  z: tf.Tensor4D,
  frequency: tf.Tensor4D,
  packed: tf.Tensor,
  sizes: AdapterSizes,
): tf.Tensor3D {
  return tf.engine().runKernel(kernelName, { z, frequency, packed }, { ...sizes }) as tf.Tensor3D;
}

export function registerAdapterGates(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { z, frequency, packed } = inputs as Record<
        'z' | 'frequency' | 'packed',
        tf.TensorInfo
      >;
      const sizes = attrs as unknown as AdapterSizes;
      const [n = 1, height = 1, width = 1] = z.shape;
      const lanes = evenLanes([sizes.hidden]);
      return runGroupProgram(
        backend as WebGPUBackend,
        {
          key: `adapterGates ${sizes.hidden} ${sizes.squeeze}`,
          outputShape: [n, 2, sizes.hidden],
          groups: n,
          threads,
          inputs: ['z', 'frequency', 'packed'],
          widths: { z: lanes, frequency: lanes },
          uniforms: { pixels: height * width },
          ...code(sizes),
        },
        [z, frequency, packed],
      );
    },
  });
}

function code(sizes: AdapterSizes): { readonly functions: string; readonly body: string } {
  const { hidden, squeeze } = sizes;
  const rank = Math.floor(hidden / 2);
  const lanes = evenLanes([hidden]);
  const vectors = hidden / lanes;
  const vector = vectorType(lanes);
  const parts = Array.from({ length: vectors }, (_, i) => i);
  const offset = (part: string) => packedOffset(sizes, part);
  /** Row `unit` of a linear layer over the numbers that stand in `from`. */
  const linear = (name: string, inWidth: number, from: string) => `
    var sum = packed[${offset(`${name}.bias`)} + unit];
    for (var k = 0; k < ${inWidth}; k++) {
      sum += packed[${offset(`${name}.weight`)} + unit * ${inWidth} + k] * ${from}[k];
    }`;
  const functions = `
    var<workgroup> lines : array<${vector}, ${threads}>;
    var<workgroup> totals : array<${vector}, ${1 + 2 * vectors}>;
    var<workgroup> pooled : array<f32, ${hidden}>;
    var<workgroup> means : array<f32, ${hidden}>;
    var<workgroup> narrow : array<f32, ${rank}>;
    var<workgroup> squeezed : array<f32, ${squeeze}>;
    ${geluFunctions}
    fn total(thread : i32, value : ${vector}) -> ${vector} {
      lines[thread] = value;
      workgroupBarrier();
      for (var reach = ${threads / 2}; reach > 0; reach = reach / 2) {
        if (thread < reach) { lines[thread] += lines[thread + reach]; }
        workgroupBarrier();
      }
      let sum = lines[0];
      workgroupBarrier();
      return sum;
    }
    fn score(start : i32) -> f32 {
      return packed[${offset('compress.bias')}] + ${parts
        .map(
          (i) =>
            `dot(z[start + ${i}], ${packedVector(`${offset('compress.weight')} + ${i * lanes}`, lanes)})`,
        )
        .join(' + ')};
    }`;
  const body = `
      let image = group;
      let first = image * uniforms.pixels * ${vectors};
      var largest = -1e30;
      for (var p = thread; p < uniforms.pixels; p += ${threads}) {
        largest = max(largest, score(first + p * ${vectors}));
      }
      lines[thread] = ${vector}(largest);
      workgroupBarrier();
      for (var reach = ${threads / 2}; reach > 0; reach = reach / 2) {
        if (thread < reach) { lines[thread] = max(lines[thread], lines[thread + reach]); }
        workgroupBarrier();
      }
      largest = lines[0][0];
      workgroupBarrier();

      var weights = 0.0;
      ${parts.map((i) => `var pool${i} = ${vector}(0.0); var mean${i} = ${vector}(0.0);`).join('\n')}
      for (var p = thread; p < uniforms.pixels; p += ${threads}) {
        let start = first + p * ${vectors};
        let weight = exp(score(start) - largest);
        weights += weight;
        ${parts.map((i) => `pool${i} += weight * z[start + ${i}]; mean${i} += frequency[start + ${i}];`).join('\n')}
      }
      var sums : array<${vector}, ${1 + 2 * vectors}>;
      sums[0] = ${vector}(weights);
      ${parts.map((i) => `sums[${1 + i}] = pool${i}; sums[${1 + vectors + i}] = mean${i};`).join('\n')}
      // In a loop: a software adapter compiles every barrier anew that is written out.
      for (var part = 0; part < ${1 + 2 * vectors}; part++) {
        let sum = total(thread, sums[part]);
        if (thread == 0) { totals[part] = sum; }
      }
      workgroupBarrier();
      for (var unit = thread; unit < ${hidden}; unit += ${threads}) {
        let part = 1 + unit / ${lanes};
        pooled[unit] = totals[part][unit % ${lanes}] / totals[0][0];
        means[unit] = totals[part + ${vectors}][unit % ${lanes}] / f32(uniforms.pixels);
      }
      workgroupBarrier();
      for (var unit = thread; unit < ${rank}; unit += ${threads}) {
        ${linear('proj.0', hidden, 'pooled')}
        narrow[unit] = gelu(sum);
      }
      for (var unit = thread; unit < ${squeeze}; unit += ${threads}) {
        ${linear('channel_interaction.1', hidden, 'means')}
        squeezed[unit] = gelu(sum);
      }
      workgroupBarrier();
      for (var unit = thread; unit < ${hidden}; unit += ${threads}) {
        {
          ${linear('channel_interaction.3', squeeze, 'squeezed')}
          result[image * ${2 * hidden} + unit] = 1.0 / (1.0 + exp(-sum));
        }
        {
          ${linear('proj.2', rank, 'narrow')}
          result[image * ${2 * hidden} + ${hidden} + unit] = sum;
        }
      }`;
  return { functions, body };
}
