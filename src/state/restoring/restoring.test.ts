import { describe, expect, test, vi } from 'vitest';
import { DeviceLostError, PhotoError } from '../../engine/errors';
import type { WarmUpReport } from '../../engine/protocol';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { screenState } from '../playground/playgroundState';
import { image, settled, testPlayground } from '../playground/testPlayground';

const photo = new File(['photo'], 'IMG 1.jpeg');

/** A started playground with a photo whose restoration with `denoise` is under way. */
async function restoring(...changes: Parameters<typeof testPlayground>) {
  const parts = testPlayground(...changes);
  await parts.playground.getState().begin();
  void parts.playground.getState().openPhoto(photo);
  await settled();
  const first = parts.restorations[0];
  if (first === undefined) throw new Error('Nothing is being restored.');
  return { ...parts, first, state: () => parts.playground.getState() };
}

/** The same, finished: its top left pixel is 100. */
async function restored(...changes: Parameters<typeof testPlayground>) {
  const parts = await restoring(...changes);
  parts.first.start();
  parts.first.tile(100);
  parts.first.finish();
  await settled();
  return parts;
}

describe('restoring', () => {
  test('streams tiles into a result, with what is on screen first', async () => {
    const { first, pictures, state } = await restoring();
    expect(first.request.focus).toEqual({ x: 0, y: 0, width: 2, height: 2 });
    first.start();
    first.tile(100);
    expect(pictures.shown?.data[0]).toBe(100);
    expect(pictures.result).toBeNull();
    expect(state().run?.progress).toEqual({ tilesDone: 1, tiles: 2, secondsLeft: 1 });
    expect(screenState(state())).toBe('restoring');
    first.finish();
    await settled();
    expect(pictures.result?.data[0]).toBe(100);
    expect(state().result?.offer.label).toBe('denoise');
    expect(screenState(state())).toBe('done');
  });

  test('late tiles of the choice before never reach the next one', async () => {
    const { first, pictures, restorations, state } = await restoring();
    first.start();
    void state().choose('adapter:deblur');
    await settled();
    const second = restorations[1];
    second?.start();
    first.tile(50);
    expect(pictures.shown?.data[0]).toBe(0);
    expect(state().run?.progress).toBeNull();
    second?.tile(60);
    first.start(2);
    first.finish(2);
    await settled();
    expect(pictures.shown).toMatchObject({ width: 4, height: 3 });
    second?.finish();
    await settled();
    expect(pictures.result?.data[0]).toBe(60);
    expect(state().result?.offer.label).toBe('deblur');
  });

  test('choosing quickly selects in order and ends with the last', async () => {
    const select = vi.fn(async () => {
      await settled();
      return { milliseconds: 1, bytesUploaded: 0 };
    });
    const { state, restorations } = await restored({ select });
    select.mockClear();
    void state().choose('adapter:deblur');
    void state().choose('adapter:sr');
    void state().choose('backbone:x4');
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(select.mock.lastCall).toEqual([{ kind: 'backbone', head: 'x4' }]);
  });

  test('cancelling brings the last complete result back', async () => {
    const { pictures, restorations, state } = await restored();
    const complete = pictures.result;
    void state().choose('adapter:sr');
    await settled();
    restorations[1]?.start(2);
    restorations[1]?.tile(7);
    expect(pictures.shown).toMatchObject({ width: 8, height: 6 });
    state().cancel();
    expect(restorations[1]?.request.signal?.aborted).toBe(true);
    expect(pictures.shown).toBe(complete);
    await settled();
    expect(state()).toMatchObject({
      run: null,
      notice: null,
      result: { offer: { label: 'denoise' } },
    });
  });

  test('cancelling the first run leaves the photo alone', async () => {
    const { first, pictures, state } = await restoring();
    first.start();
    state().cancel();
    await settled();
    expect(pictures.shown).toBeNull();
    expect(screenState(state())).toBe('ready');
  });

  test('an error keeps the photo and the last result, and offers a restart', async () => {
    const { pictures, restorations, state } = await restored();
    const complete = pictures.result;
    void state().restore();
    await settled();
    restorations[1]?.start();
    restorations[1]?.fail(new DeviceLostError('Lost.', 'Restart.'));
    await settled();
    expect(state().notice).toEqual({ message: 'Lost.', advice: 'Restart.', action: 'restart' });
    expect(screenState(state())).toBe('failed');
    expect(pictures.shown).toBe(complete);
    expect(state().photo?.name).toBe('IMG 1.jpeg');

    void state().restart();
    await settled();
    expect(state()).toMatchObject({ phase: 'ready', notice: null });
    expect(restorations).toHaveLength(3);
  });

  test('the engine warms up before the first tile, and a photo may come meanwhile', async () => {
    let warm: () => void = () => undefined;
    const warmUp = vi.fn(
      () =>
        new Promise<WarmUpReport>((resolve) => {
          warm = () => resolve({ milliseconds: 1, pipelines: 3, livePreviewSide: null });
        }),
    );
    const { playground, restorations } = testPlayground({ warmUp });
    const state = () => playground.getState();
    void state().begin();
    await settled();
    expect(state()).toMatchObject({ phase: 'ready', warming: true });
    expect(screenState(state())).toBe('idle');

    warmUp.mockResolvedValueOnce({ milliseconds: 0, pipelines: 0, livePreviewSide: null });
    void state().openPhoto(photo);
    await settled();
    expect(restorations).toHaveLength(1);
    // The first warm-up, which the photo waits for in the engine, is still under way.
    expect(state().warming).toBe(true);
    warm();
    await settled();
    expect(state().warming).toBe(false);
  });

  test('a warm-up that fails is said, and offers a restart', async () => {
    const warmUp = vi.fn(async () => {
      throw new DeviceLostError('Lost.', 'Restart.');
    });
    const { playground } = testPlayground({ warmUp });
    await playground.getState().begin();
    expect(playground.getState()).toMatchObject({
      warming: false,
      notice: { message: 'Lost.', action: 'restart' },
    });
  });

  test('a cancelled run asks the engine for nothing more', async () => {
    let warm: () => void = () => undefined;
    const warmUp = () =>
      new Promise<WarmUpReport>((resolve) => {
        warm = () => resolve({ milliseconds: 1, pipelines: 3, livePreviewSide: null });
      });
    const { playground, restorations } = testPlayground({ warmUp });
    void playground.getState().begin();
    await settled();
    void playground.getState().openPhoto(photo);
    await settled();
    playground.getState().cancel();
    warm();
    await settled();
    expect(restorations).toHaveLength(0);
    expect(screenState(playground.getState())).toBe('ready');
  });

  test('a selection that fails without a photo leaves the choice before', async () => {
    const select = vi.fn(async () => ({ milliseconds: 1, bytesUploaded: 0 }));
    const { playground } = testPlayground({ select });
    await playground.getState().begin();
    select.mockRejectedValueOnce(new DeviceLostError('Lost.', 'Restart.'));
    await playground.getState().choose('adapter:sr');
    expect(playground.getState()).toMatchObject({
      chosen: 'adapter:denoise',
      notice: { message: 'Lost.' },
    });
  });

  test('memory that runs out ends the run with a sentence', async () => {
    const { first, pictures, state } = await restoring();
    vi.spyOn(pictures, 'begin').mockImplementation(() => {
      throw new RangeError('Array buffer allocation failed');
    });
    first.start();
    await settled();
    expect(state().notice?.message).toContain('not enough memory');
    expect(screenState(state())).toBe('failed');
  });

  test('saves under the names of photo and adapter', async () => {
    const { state } = await restored();
    expect((await state().encodeResult())?.fileName).toBe('IMG-1-denoise.png');
    expect(state().saving).toBe(false);
  });
});

describe('opening another photo', () => {
  test('drops the result, restores with the same choice', async () => {
    const { pictures, restorations, state } = await restored();
    void state().openPhoto(new File(['b'], 'b.png'));
    await settled();
    expect(pictures.result).toBeNull();
    expect(state()).toMatchObject({ photo: { name: 'b.png' }, result: null });
    expect(restorations).toHaveLength(2);
  });

  test('an unreadable one is reported, the photo and a run in progress stay', async () => {
    const decode = vi.fn(async () => image(4, 3, 1));
    const { first, pictures, state } = await restoring({ decode });
    first.start();
    decode.mockRejectedValueOnce(new PhotoError('Empty.', 'Fetch it again.'));
    await state().openPhoto(new File([], 'empty.jpg'));
    expect(state().notice).toEqual({ message: 'Empty.', advice: 'Fetch it again.', action: null });
    expect(pictures.photo?.name).toBe('IMG 1.jpeg');
    expect(state()).toMatchObject({ opening: false, photo: { name: 'IMG 1.jpeg' } });
    expect(first.request.signal?.aborted).toBe(false);
  });

  test('one that shows but is refused by the engine gives way to the one before', async () => {
    const decode = vi.fn(async () => image(4, 3, 1));
    const { pictures, state } = await restored({ decode });
    const complete = pictures.result;
    decode.mockRejectedValueOnce(new PhotoError('Too large.', 'Reduce it.'));
    const shown: (string | undefined)[] = [];
    pictures.subscribe(() => shown.push(pictures.photo?.name));
    await state().openPhoto(new File(['big'], 'big.jpg'));
    expect(shown).toEqual(['big.jpg', 'IMG 1.jpeg']);
    expect(pictures.result).toBe(complete);
    expect(state()).toMatchObject({
      photo: { name: 'IMG 1.jpeg' },
      result: { offer: { label: 'denoise' } },
    });
    expect(screenState(state())).toBe('done');
  });

  test('while the engine was down: its colours and what it suffers from come with its pixels', async () => {
    const wide = { ...image(4, 3, 1), colorSpace: 'display-p3' as const };
    const decode = vi.fn(async (): Promise<RgbaImage> => wide);
    const { state, restorations } = await restored({ decode });
    decode.mockRejectedValueOnce(new Error('No engine.'));
    await state().openPhoto(new File(['p3'], 'wide.jpg'));
    expect(state()).toMatchObject({ photo: { name: 'wide.jpg', colorSpace: 'srgb' }, run: null });
    void state().restore();
    await settled();
    expect(state().photo).toMatchObject({ name: 'wide.jpg', colorSpace: 'display-p3' });
    expect(state().estimates).not.toBeNull();
    expect(restorations.at(-1)?.image).toBe(wide);
  });

  test('of two opened quickly the last one counts', async () => {
    const { pictures, state } = await restored();
    void state().openPhoto(new File(['b'], 'b.png'));
    void state().openPhoto(new File(['c'], 'c.png'));
    await settled();
    expect(pictures.photo?.name).toBe('c.png');
    expect(state()).toMatchObject({ opening: false, photo: { name: 'c.png' } });
  });
});
