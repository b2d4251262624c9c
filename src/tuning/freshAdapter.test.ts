import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../imaging/random';
import { startCpu } from '../kernels/backends/fallbacks';
import * as tf from '../kernels/tf';
import { Constants } from '../networks/constants';
import { Parameters } from '../networks/parameters';
import { parameterTensors } from '../networks/parameterTensors';
import { freshAdapter } from './freshAdapter';
import { clipByNorm } from './gradientClipping';
import { losses } from './losses';
import { smallNetwork, smallRun } from './testTuning';

describe('a fresh adapter', () => {
  beforeAll(async () => {
    await startCpu();
  });

  it('changes nothing of what the backbone gives', async () => {
    const { backbone } = smallRun();
    const specs = smallNetwork.adapterParameters({ kind: 'adaptir', hidden: 4, squeeze: 2 });
    const adapter = parameterTensors(freshAdapter(specs, 9), specs);
    const random = seededRandom(1);
    const image = tf.tensor4d(
      Float32Array.from({ length: 8 * 16 * 3 }, () => random.uniform()),
      [1, 8, 16, 3],
    );
    const constants = new Constants();
    const outputs = [[backbone], [adapter, backbone]].map((layers) =>
      smallNetwork.forward(image, 'x1', new Parameters(layers), constants, () => undefined),
    );
    const [without, fresh] = await Promise.all(outputs.map((output) => output.data()));
    expect([...(fresh ?? [])]).toEqual([...(without ?? [])]);
  });

  it('starts the rest within the bound of its fan-in, differently for every seed', () => {
    const specs = smallNetwork.adapterParameters({ kind: 'adaptir', hidden: 4, squeeze: 2 });
    const adapter = freshAdapter(specs, 9);
    const values = (ending: string) =>
      [...adapter].find(([name]) => name.endsWith(ending))?.[1].values ?? new Float32Array();
    const largest = (ending: string) => Math.max(...values(ending).map(Math.abs));
    expect(largest('head.weight')).toBeLessThanOrEqual(1 / Math.sqrt(8));
    expect(largest('head.weight')).toBeGreaterThan(0.5 / Math.sqrt(8));
    expect(largest('conv_weight_B')).toBeLessThanOrEqual(1 / 3);
    expect([...values('BN.running_var')]).toEqual([1, 1, 1, 1]);
    expect(freshAdapter(specs, 10)).not.toEqual(adapter);
    expect(freshAdapter(specs, 9)).toEqual(adapter);
  });
});

describe('clipByNorm', () => {
  it('brings a gradient down to the norm, and leaves a small one', async () => {
    const gradient = tf.tensor1d([3, 0, 4]);
    const [first, second, third] = await clipByNorm(gradient, 2.5).data();
    expect(first).toBeCloseTo(1.5, 5);
    expect(second).toBe(0);
    expect(third).toBeCloseTo(2, 5);
    expect([...(await clipByNorm(gradient, 6).data())]).toEqual([3, 0, 4]);
  });
});

describe('losses', () => {
  it('are the mean absolute difference, and one that is smooth where there is none', async () => {
    const [output, target] = [tf.tensor1d([0.5, 1]), tf.tensor1d([0.25, 1])];
    expect((await losses.l1(output, target).data())[0]).toBeCloseTo(0.125, 6);
    const expected = (Math.hypot(0.25, 1e-3) + 1e-3) / 2;
    expect((await losses.charbonnier(output, target).data())[0]).toBeCloseTo(expected, 6);
    const slope = tf.grad((x) => losses.charbonnier(x, target))(target);
    expect([...(await slope.data())]).toEqual([0, 0]);
  });
});
