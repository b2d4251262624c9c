import { describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../engine/engine';
import type { Choice } from '../../engine/protocol';
import type { Rectangle } from '../../imaging/rgbaImage';
import { image, settled, testPlayground } from '../playground/testPlayground';
import { mixPause } from './changingMix';

/** What the engine was asked for a live preview of, and how to give it. */
interface Asked {
  readonly area: Rectangle;
  readonly choice: Choice;
  readonly give: () => Promise<void>;
  readonly fail: () => Promise<void>;
  readonly close: () => void;
}

/** A photo of 8×6 whose left upper quarter is on screen, restored with `denoise`. */
async function restored(livePreviewSide: number | null, changes: Partial<Engine> = {}) {
  const asked: Asked[] = [];
  const parts = testPlayground({
    decode: async () => image(8, 6, 1),
    warmUp: async () => ({ milliseconds: 1, pipelines: 0, livePreviewSide }),
    livePreview: (_, area, choice) =>
      new Promise((resolve, reject) => {
        const close = vi.fn();
        const then = (act: () => void) => async () => {
          act();
          await settled();
        };
        const bitmap = { width: area.width, height: area.height, close };
        const give = then(() => resolve(bitmap));
        const fail = then(() => reject(new Error('no')));
        asked.push({ area, choice, give, fail, close });
      }),
    ...changes,
  });
  const { playground, restorations } = parts;
  const state = () => playground.getState();
  await state().begin();
  void state().openPhoto(new File(['photo'], 'photo.png'));
  await settled();
  restorations[0]?.start();
  restorations[0]?.finish();
  await settled();
  const mix = async (strength: number) => {
    void state().setMix({ strength, second: null });
    await settled();
  };
  // Else the first live preview would wait for the code.
  await import('./livePreview');
  return { ...parts, state, asked, mix };
}

describe('while a strength is being found', () => {
  test('the middle of what is looked at is shown with it, until tiles come', async () => {
    const { asked, mix, pictures, restorations } = await restored(2);
    await mix(50);
    expect(asked).toMatchObject([
      { area: { width: 2, height: 2 }, choice: { id: 'denoise', strength: 0.5 } },
    ]);
    expect(pictures.livePreview).toBe(null);
    await asked[0]?.give();
    expect(pictures.livePreview).toMatchObject({ x: 1, y: 1, key: 'adapter:denoise' });
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    restorations[1]?.start();
    expect(pictures.livePreview).not.toBe(null);
    expect(asked[0]?.close).not.toHaveBeenCalled();
    restorations[1]?.tile(50);
    expect(pictures.livePreview).toBe(null);
    expect(asked[0]?.close).toHaveBeenCalledOnce();
  });

  test('one is restored at a time, and then the last one asked for', async () => {
    const { asked, mix, pictures } = await restored(64);
    for (const strength of [90, 80, 70]) await mix(strength);
    expect(asked.map(({ choice }) => choice)).toMatchObject([{ strength: 0.9 }]);
    await asked[0]?.give();
    expect(asked.map(({ choice }) => choice)).toMatchObject([{ strength: 0.9 }, { strength: 0.7 }]);
    // What it shows meanwhile is better than what was there.
    expect(pictures.livePreview).not.toBe(null);
    await asked[1]?.give();
    expect(asked).toHaveLength(2);
    expect(asked[0]?.close).toHaveBeenCalledOnce();
    expect(asked[1]?.close).not.toHaveBeenCalled();
    expect(asked[1]?.area).toMatchObject({ width: 4, height: 3 });
  });

  test('a run with a strength that is left behind makes way', async () => {
    const { asked, mix, restorations, pictures } = await restored(64);
    await mix(50);
    await asked[0]?.give();
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    restorations[1]?.start();
    restorations[1]?.tile(50);
    await mix(60);
    expect(restorations[1]?.request.signal?.aborted).toBe(true);
    expect(asked).toHaveLength(2);
    await asked[1]?.give();
    expect(pictures.livePreview?.key).toBe('adapter:denoise');
  });

  test('one that comes after the slider has moved back is not shown', async () => {
    const { asked, mix, pictures } = await restored(64);
    await mix(50);
    await mix(100);
    await asked[0]?.give();
    expect(pictures.livePreview).toBe(null);
    expect(asked[0]?.close).toHaveBeenCalledOnce();
    await mix(40);
    await asked[1]?.give();
    expect(pictures.livePreview).not.toBe(null);
    await mix(100);
    expect(pictures.livePreview).toBe(null);
  });

  test('nothing is shown where the device is too slow, or where one has failed', async () => {
    const slow = await restored(null);
    await slow.mix(50);
    expect(slow.asked).toEqual([]);
    const failing = await restored(64);
    await failing.mix(50);
    await failing.asked[0]?.fail();
    await failing.mix(60);
    expect(failing.asked).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, mixPause));
    await vi.waitFor(() => expect(failing.restorations).toHaveLength(2));
    expect(failing.state().notice).toBe(null);
  });

  test('nothing is shown on what is no result of the same adapters', async () => {
    const { asked, state, restorations } = await restored(64);
    void state().setMix({ strength: 50, second: { id: 'deblur', strength: 50 } });
    expect(asked).toEqual([]);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    restorations[1]?.start();
    void state().setMix({ strength: 60, second: { id: 'deblur', strength: 50 } });
    expect(asked).toEqual([]);
    expect(restorations[1]?.request.signal?.aborted).toBe(false);
  });

  test('a run that begins before the code for it has come goes on', async () => {
    const { mix, asked, state, restorations } = await restored(64);
    let arrive: () => void = () => undefined;
    const underway = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    vi.resetModules();
    vi.doMock('./livePreview', async (original) => {
      await underway;
      return await original();
    });
    await mix(50);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    arrive();
    await new Promise((resolve) => setTimeout(resolve, mixPause));
    vi.doUnmock('./glimpsing');
    expect(restorations[1]?.request.signal?.aborted).toBe(false);
    expect(state().run?.offer.key).toBe('adapter:denoise@50');
    expect(asked).toEqual([]);
  });
});
