import { expect, test, vi } from 'vitest';
import { testLab } from '../../state/lab/testLab';
import { createPlayground } from '../../state/playground/playground';
import { settled } from '../../state/playground/testPlayground';
import { testTuning } from '../../state/tuning/testTuning';
import { markup } from '../testRendering';
import { FindingLine } from './FindingLine';

const looking = 'Looking at the photo…';

test('a photo that the lab has damaged is not looked at, and says so', async () => {
  const parts = await testLab();
  const line = () => markup(parts, <FindingLine />);
  expect(line()).toContain('No obvious damage found.');
  parts.lab.getState().open();
  await settled();
  parts.jobs[0]?.finish(10);
  await settled();
  expect(line()).toContain('Damaged in the lab.');
  expect(line()).not.toContain(looking);
  await parts.lab.getState().close();
  expect(line()).toContain('No obvious damage found.');
});

test('a photo is looked at until that has failed', async () => {
  const { dependencies, tuning } = await testTuning();
  let fail: (error: Error) => void = () => undefined;
  const estimate = () => new Promise<never>((_, reject) => (fail = reject));
  const playground = createPlayground({ ...dependencies, estimator: { estimate } });
  const line = () => markup({ playground, tuning }, <FindingLine />);
  expect(line()).toBe('');
  void playground.getState().openPhoto(new File(['photo'], 'a.png'));
  await vi.waitFor(() => expect(line()).toContain(looking));
  await settled();
  expect(line()).toContain(looking);
  fail(new Error('no memory'));
  await settled();
  expect(playground.getState().notice?.message).toContain('no memory');
  expect(line()).toContain('The damage could not be estimated.');
});

test('a photo without pixels is not looked at', async () => {
  const decode = () => Promise.reject(new Error('The engine is down.'));
  const { playground, tuning } = await testTuning({ decode });
  await playground.getState().openPhoto(new File(['photo'], 'a.png'));
  expect(playground.getState().photo?.name).toBe('a.png');
  expect(markup({ playground, tuning }, <FindingLine />)).not.toContain(looking);
});
