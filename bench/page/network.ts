import { withPrecision } from '../../src/kernels/halves/precision';
import * as tf from '../../src/kernels/tf';
import { withoutFusedKernels, withTfjsAlone } from '../counting/withoutFusedKernels';
import type { Contender, NetworkSpec } from './contender';
import { type ModelAddress, modelOn, parametersOf, pictureValues, settled } from './model';

/** A contender, and its computation on its own, for counting. */
export interface NetworkContender extends Contender {
  forward(): tf.Tensor;
}

/** The engine's network on one tile: input on the device before, output on the device after. */
export async function openNetwork(
  spec: NetworkSpec,
  address: ModelAddress,
): Promise<NetworkContender> {
  const { precision = 'f32' } = spec;
  const model = await modelOn(spec.backend, address, precision);
  const { backbone, adapter, constants } = model;
  const parameters = parametersOf(model, spec.hasAdapter);
  const input = tf.tensor4d(pictureValues(spec.side), [1, spec.side, spec.side, 3]);
  const compute = () =>
    withPrecision(precision, () =>
      backbone.network.forward(input, adapter.summary.head, parameters, constants),
    );
  const composed = spec.isTfjsAlone ? withTfjsAlone : withoutFusedKernels;
  const forward = () => (spec.isFused || spec.backend !== 'webgpu' ? compute() : composed(compute));
  return {
    forward,
    activate: async () => {
      await modelOn(spec.backend, address, precision);
    },
    compute: () => forward().dispose(),
    settle: () => settled(model),
    output: async () => {
      const output = forward();
      const values = (await output.data()) as Float32Array;
      output.dispose();
      return values;
    },
    dispose: () => input.dispose(),
  };
}
