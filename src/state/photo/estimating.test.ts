import { expect, test, vi } from 'vitest';
import { PhotoError } from '../../engine/errors';
import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import { createPlayground } from '../playground/playground';
import { testPlayground } from '../playground/testPlayground';
import type { Estimator } from './estimator';

const photo = new File(['photo'], 'photo.jpg');
const found: PhotoEstimates = { noise: null, blur: 2, jpeg: null, brightest: 1 };

/** A playground whose estimates end as the test says. */
function estimating(changes: Parameters<typeof testPlayground>[0] = {}) {
  const asked: { signal: AbortSignal; file: Blob | null; answer(found: PhotoEstimates): void }[] =
    [];
  const estimator: Estimator = {
    estimate: (_, file, signal) =>
      new Promise((resolve, reject) => {
        asked.push({ signal, file, answer: resolve });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const { dependencies } = testPlayground(changes);
  return { playground: createPlayground({ ...dependencies, estimator }), asked };
}

test('what is wrong with a photo is estimated, and nothing is chosen for it', async () => {
  const { playground, asked } = estimating();
  await playground.getState().begin();
  void playground.getState().openPhoto(photo);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]?.file).toBe(photo);
  expect(playground.getState().estimates).toBeNull();
  const { chosen } = playground.getState();
  asked[0]?.answer(found);
  await vi.waitFor(() => expect(playground.getState().estimates).toBe(found));
  expect(playground.getState().chosen).toBe(chosen);
});

test('estimating ends when another photo comes', async () => {
  const { playground, asked } = estimating();
  void playground.getState().openPhoto(photo);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  void playground.getState().openSample('small');
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[0]?.signal.aborted).toBe(true);
  expect(asked[1]?.file).toBeNull();
  asked[1]?.answer(found);
  await vi.waitFor(() => expect(playground.getState().estimates).toBe(found));
  expect(playground.getState().notice).toBeNull();
});

test('a photo that another one failed to replace has its estimates again', async () => {
  const decode = vi
    .fn()
    .mockResolvedValueOnce({ width: 4, height: 3, data: new Uint8ClampedArray(48) })
    .mockRejectedValue(new PhotoError('It is damaged.', ''));
  const { playground, asked } = estimating({ decode });
  void playground.getState().openPhoto(photo);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  void playground.getState().openPhoto(new File(['bad'], 'bad.jpg'));
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(playground.getState().photo?.name).toBe('photo.jpg');
  asked[1]?.answer(found);
  await vi.waitFor(() => expect(playground.getState().estimates).toBe(found));
});
