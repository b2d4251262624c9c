import * as tf from '../../src/kernels/tf';
import type { Contender } from './contender';

/** What one kernel takes when a contender computes once, all its calls together. */
export interface KernelTime {
  readonly name: string;
  readonly calls: number;
  readonly milliseconds: number;
}

/** By timestamps of the GPU around every dispatch; most first. Disposes of the contender. */
export async function kernelTimes(contender: Contender): Promise<KernelTime[]> {
  await contender.activate();
  await contender.compute();
  await contender.settle();
  const { kernels } = await tf.profile(() => contender.compute());
  contender.dispose();
  const times = new Map<string, KernelTime>();
  for (const { name, kernelTimeMs } of kernels) {
    const milliseconds = await kernelTimeMs;
    if (typeof milliseconds !== 'number') throw new Error('This GPU keeps no time.');
    const known = times.get(name) ?? { name, calls: 0, milliseconds: 0 };
    times.set(name, {
      name,
      calls: known.calls + 1,
      milliseconds: known.milliseconds + milliseconds,
    });
  }
  return [...times.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}
