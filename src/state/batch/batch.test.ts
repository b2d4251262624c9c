import { expect, test, vi } from 'vitest';
import { DeviceLostError, PhotoError } from '../../engine/errors';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { asTrained } from '../adapters/mixes';
import { image, settled, testPlayground } from '../playground/testPlayground';
import { createBatch } from './batch';

function photo(name: string): File {
  return new File([name], name);
}

/** A batch whose restorations the test moves on, and the files that it keeps. */
async function testBatch(decode: (photo: Blob) => Promise<RgbaImage> = async () => image(4, 3, 1)) {
  const parts = testPlayground({ decode });
  await parts.playground.getState().begin();
  const kept = new Map<string, Blob>();
  const batch = createBatch({
    engine: parts.dependencies.engine,
    playground: parts.playground,
    results: {
      put: async (key, file) => {
        kept.set(key, file);
        return file;
      },
      remove: async (key) => void kept.delete(key),
      zip: async (files) => new Blob([files.map(({ name }) => name).join()]),
    },
    addresses: { make: () => 'blob:picture', free: () => undefined },
  });
  const finish = async () => {
    parts.restorations.at(-1)?.start();
    parts.restorations.at(-1)?.finish();
    await settled();
  };
  return { ...parts, batch, state: () => batch.getState(), kept, finish };
}

test('photos go one after another, each with the batch’s own choice', async () => {
  const { state, restorations, finish } = await testBatch();
  state().add([photo('a.jpg'), photo('b.jpg')]);
  state().choose({ row: 'adapter:deblur', mix: asTrained });
  void state().start();
  await settled();
  expect(restorations).toHaveLength(1);
  expect(restorations[0]?.request.choice).toEqual({ kind: 'adapter', id: 'deblur' });
  await finish();
  expect(restorations).toHaveLength(2);
  await finish();
  expect(state().isRunning).toBe(false);
  expect(state().items.map(({ state, result }) => [state, result?.name])).toEqual([
    ['done', 'a-deblur.png'],
    ['done', 'b-deblur.png'],
  ]);
});

test('a strength holds for all of a batch, whatever the rail does then', async () => {
  const { playground, state, restorations, finish } = await testBatch();
  const mix = (strength: number) => playground.getState().setMix({ strength, second: null });
  const half = { kind: 'adapter', id: 'denoise', strength: 0.5 };
  await mix(50);
  state().add([photo('a.jpg'), photo('b.jpg')]);
  void state().start();
  await settled();
  expect(restorations[0]?.request.choice).toEqual(half);
  await mix(20);
  await playground.getState().choose('adapter:deblur');
  await finish();
  expect(restorations[1]?.request.choice).toEqual(half);
  await finish();
  expect(state().items.map(({ result }) => result?.name)).toEqual([
    'a-denoise-at-50.png',
    'b-denoise-at-50.png',
  ]);
});

test('a bad photo is named and stops nothing; a retry takes it again', async () => {
  const decode = vi.fn(async () => image(4, 3, 1));
  decode.mockRejectedValueOnce(new PhotoError('“a.jpg” is damaged.', 'Copy it again.'));
  const { state, finish } = await testBatch(decode);
  state().add([photo('a.jpg'), photo('b.jpg')]);
  void state().start();
  await settled();
  expect(state().items[0]).toMatchObject({
    state: 'failed',
    problem: '“a.jpg” is damaged. Copy it again.',
  });
  expect(state().items[1]?.state).toBe('running');
  await finish();
  state().retry(1);
  void state().start();
  await settled();
  await finish();
  expect(state().items.map(({ state }) => state)).toEqual(['done', 'done']);
});

test('a lost GPU stops the batch instead of failing every photo', async () => {
  const { playground, state, restorations, finish } = await testBatch();
  state().add([photo('a.jpg'), photo('b.jpg')]);
  void state().start();
  await settled();
  restorations[0]?.fail(new DeviceLostError('Lost.', 'Restart.'));
  await settled();
  // The page's own notice says so, where its button restarts the engine; the photo waits for that.
  expect(playground.getState().notice).toMatchObject({ message: 'Lost.', action: 'restart' });
  expect(state()).toMatchObject({ isRunning: false, problem: null });
  expect(state().items.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  void state().start();
  await settled();
  await finish();
  await finish();
  expect(state().items.map(({ state }) => state)).toEqual(['done', 'done']);
});

test('a batch goes on with what it was started with, and says when that is gone', async () => {
  const { playground, state, restorations, finish } = await testBatch();
  state().add([photo('a.jpg'), photo('b.jpg'), photo('c.jpg')]);
  await playground.getState().choose('adapter:deblur');
  void state().start();
  await settled();
  await playground.getState().choose('adapter:denoise');
  await finish();
  expect(restorations.map(({ request }) => request.choice)).toEqual([
    { kind: 'adapter', id: 'deblur' },
    { kind: 'adapter', id: 'deblur' },
  ]);
  const { offers } = playground.getState();
  playground.setState({ offers: offers.filter(({ key }) => key !== 'adapter:deblur') });
  await finish();
  expect(restorations).toHaveLength(2);
  expect(state()).toMatchObject({
    isRunning: false,
    problem: 'The adapter chosen for this batch is gone. Choose another one.',
  });
});

test('the backbone alone, chosen while comparing, restores a batch too', async () => {
  const { playground, state, restorations } = await testBatch();
  playground.setState({ chosen: 'backbone:x1' });
  state().add([photo('a.jpg')]);
  void state().start();
  await settled();
  expect(restorations[0]?.request.choice).toEqual({ kind: 'backbone', head: 'x1' });
});

test('pausing puts the photo under way back; going on takes it again', async () => {
  const { state, restorations, finish } = await testBatch();
  state().add([photo('a.jpg')]);
  void state().start();
  await settled();
  state().pause();
  await settled();
  expect(restorations[0]?.request.signal?.aborted).toBe(true);
  expect(state().items[0]?.state).toBe('waiting');
  void state().start();
  await settled();
  expect(restorations).toHaveLength(2);
  await finish();
  expect(state().items[0]?.state).toBe('done');
});

test('what is removed is gone: from the queue, from the engine, from what is kept', async () => {
  const { state, restorations, kept, finish } = await testBatch();
  state().add([photo('a.jpg'), photo('b.jpg'), photo('c.jpg')]);
  void state().start();
  await settled();
  await finish();
  expect(kept.size).toBe(1);
  state().remove(1);
  state().remove(2);
  await settled();
  expect(kept.size).toBe(0);
  expect(restorations[1]?.request.signal?.aborted).toBe(true);
  await finish();
  expect(state().items.map(({ name, state }) => [name, state])).toEqual([['c.jpg', 'done']]);
});

test('results of the same name are numbered, in a ZIP as in a folder', async () => {
  const { state, finish } = await testBatch();
  state().add([photo('a.jpg'), photo('A.png')]);
  void state().start();
  await settled();
  await finish();
  await finish();
  expect(await (await state().zip())?.text()).toBe('a-denoise.png,A-denoise (2).png');
});
