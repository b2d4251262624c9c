import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { evenLanes, type Lanes, vectorType } from '../lanes';
import * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';
import { type AdapterSizes, packedOffset, packedVector } from './packedAdapter';

const kernelName = 'AdapterCombination';

/**
 * AdaptIR's local branch (depthwise 3×3 of z), its spatial gate, and the gated sum of the branches:
 * `channel · (gate · local + spatialGate(local) · frequency)`. One dispatch on WebGPU.
 *
 * @param z `[N,H,W,h]`, as are `frequency` and the result.
 * @param gates `[N,2,h]`, from `adapterGates`.
 */
export function adapterCombination(
  z: tf.Tensor4D,
  frequency: tf.Tensor4D,
  gates: tf.Tensor3D,
  packed: tf.Tensor,
  sizes: AdapterSizes,
): tf.Tensor4D {
  const inputs = { z, frequency, gates, packed };
  return tf.engine().runKernel(kernelName, inputs, { ...sizes }) as tf.Tensor4D;
}

export function registerAdapterCombination(): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { z, frequency, gates, packed } = inputs as Record<string, tf.TensorInfo>;
      if (!z || !frequency || !gates || !packed) throw new Error('An input is missing.');
      const sizes = attrs as unknown as AdapterSizes;
      const [n = 1, height = 1, width = 1] = z.shape;
      const lanes = evenLanes([sizes.hidden]);
      return runFlatProgram(
        backend as WebGPUBackend,
        {
          key: `adapterCombination ${sizes.hidden} ${sizes.squeeze}`,
          outputShape: z.shape,
          count: n * height * width,
          inputs: ['z', 'frequency', 'gates', 'packed'],
          lanes,
          widths: { packed: 1 },
          uniforms: { height, width },
          body: code(lanes, sizes),
        },
        [z, frequency, gates, packed],
      );
    },
  });
}

/** All channels of a pixel, since its gate depends on all. */
function code(lanes: Lanes, sizes: AdapterSizes): string {
  const vectors = sizes.hidden / lanes;
  const parts = Array.from({ length: vectors }, (_, i) => i);
  const offset = (part: string) => packedOffset(sizes, part);
  const at = (part: string, i: number) => packedVector(`${offset(part)} + ${i * lanes}`, lanes);
  return `
    let x = index % uniforms.width;
    let line = index / uniforms.width;
    let y = line % uniforms.height;
    ${parts.map((i) => `var local${i} = ${at('conv_bias', i)};`).join('\n')}
    for (var dy = -1; dy <= 1; dy++) {
      if (y + dy < 0 || y + dy >= uniforms.height) { continue; }
      for (var dx = -1; dx <= 1; dx++) {
        if (x + dx < 0 || x + dx >= uniforms.width) { continue; }
        let source = (index + dy * uniforms.width + dx) * ${vectors};
        let tap = ${offset('conv_weight')} + dy * 3 + dx + 4;
        ${parts.map((i) => `local${i} = fma(z[source + ${i}], ${packedVector(`tap + ${9 * i * lanes}`, lanes, 9)}, local${i});`).join('\n')}
      }
    }
    let openness = packed[${offset('spatial_interaction.bias')}] + ${parts
      .map((i) => `dot(local${i}, ${at('spatial_interaction.weight', i)})`)
      .join(' + ')};
    let spatial = 1.0 / (1.0 + exp(-openness));
    let own = index * ${vectors};
    let image = line / uniforms.height * ${2 * vectors};
    ${parts.map((i) => `result[own + ${i}] = gates[image + ${vectors + i}] * (gates[image + ${i}] * local${i} + ${vectorType(lanes)}(spatial) * frequency[own + ${i}]);`).join('\n')}`;
}
