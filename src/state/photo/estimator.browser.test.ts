import { expect, it } from 'vitest';
import { renderDeadLeaves } from '../../imaging/deadLeavesScene';
import { degrade } from '../../imaging/degradation/degrade';
import { middleSample } from '../../imaging/estimation/sample';
import { createEstimator } from './estimator';

it('estimates in its worker, can be stopped there, and goes on with the next photo', async () => {
  const estimator = createEstimator();
  const clean = renderDeadLeaves({ width: 1024, height: 512, seed: 2 });
  const noisy = await degrade(clean, [{ kind: 'gaussian-noise', sigma: 20 }], 4);

  const stop = new AbortController();
  const stopped = estimator.estimate(middleSample(clean), null, stop.signal);
  stop.abort();
  await expect(stopped).rejects.toThrow(DOMException);

  const { signal } = new AbortController();
  const { noise } = await estimator.estimate(middleSample(noisy), null, signal);
  expect(Math.abs((noise?.sigma ?? 0) - 20)).toBeLessThan(2);
  expect((await estimator.estimate(middleSample(clean), null, signal)).noise?.sigma).toBeLessThan(
    2.5,
  );
});
