import { type Random, seededRandom } from '../imaging/random';
import { isLastFactor } from '../networks/attachments/strength';
import type { ParameterSpecs, ParameterValues } from '../networks/parameters';

/**
 * An adapter that changes nothing yet, as published: of AdaptIR the tail, the channel gate's last
 * layer and the spatial gate are 0, amplitude and phase keep what they are; of LoRA B is 0, of a
 * bottleneck `up`. The rest has PyTorch's defaults for Conv2d and Linear (He et al. 2015, uniform,
 * a = √5: ±1/√fan-in, biases as their weights).
 *
 * @param specs of the adapters' own parameters; values come in the published layout.
 */
export function freshAdapter(specs: ParameterSpecs, seed: number): Map<string, ParameterValues> {
  const random = seededRandom(seed);
  return new Map(
    [...specs].map(([name, { shape }]) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const value = initial(name, specs, random);
      return [name, { shape, values: Float32Array.from({ length: count }, value) }];
    }),
  );
}

const zeros =
  /\.(channel_interaction\.3\.\w+|spatial_interaction\.\w+|conv_bias|BN\.bias|BN\.running_mean|(amp|pha)_fuse\.bias)$/;
const ones = /\.(BN\.weight|BN\.running_var|(amp|pha)_fuse\.weight)$/;

function initial(name: string, specs: ParameterSpecs, random: Random): () => number {
  if (isLastFactor(name) || zeros.test(name)) return () => 0;
  if (ones.test(name)) return () => 1;
  const weight = specs.get(name.replace(/\.bias$/, '.weight'));
  if (weight === undefined) throw new Error(`Nothing says how “${name}” starts.`);
  const fanIn = weight.shape.slice(1).reduce((product, length) => product * length, 1);
  const bound = 1 / Math.sqrt(fanIn);
  return () => random.between(-bound, bound);
}
