import { describe, expect, test, vi } from 'vitest';
import { image, settled, testPlayground } from '../playground/testPlayground';
import { fidelityOf } from './comparedPictures';

const photo = new File(['photo'], 'a.png');
const truth = new File(['truth'], 'truth.png');

/** A photo restored with `denoise` (its corner 100) and then with `deblur` (200), compared with it. */
async function comparing(...changes: Parameters<typeof testPlayground>) {
  const parts = testPlayground(...changes);
  const state = () => parts.playground.getState();
  const finishRun = async (grey: number, scale = 1) => {
    const run = parts.restorations.at(-1);
    run?.start(scale);
    run?.tile(grey);
    run?.finish(scale);
    await settled();
  };
  await state().begin();
  void state().openPhoto(photo);
  await settled();
  await finishRun(100);
  void state().choose('adapter:deblur');
  await settled();
  await finishRun(200);
  return { ...parts, state, finishRun, sides: () => parts.pictures.sides };
}

describe('what is compared', () => {
  test('is the photo and what is being restored, then its result', async () => {
    const { pictures, sides, state } = await comparing();
    expect(sides()).toEqual({ a: 'photo', b: 'adapter:deblur' });
    expect(state().comparing.sides).toEqual(sides());
    expect(pictures.image('adapter:deblur')?.data[0]).toBe(200);
    expect(state().comparing.results.map(({ offer }) => offer.label)).toEqual([
      'denoise',
      'deblur',
    ]);
  });

  test('may be two results, without a run', async () => {
    const { pictures, restorations, sides, state } = await comparing();
    await state().compare('a', 'adapter:denoise');
    expect(sides()).toEqual({ a: 'adapter:denoise', b: 'adapter:deblur' });
    expect(restorations).toHaveLength(2);
    // What would be saved is on B.
    expect(pictures.result?.data[0]).toBe(200);
    await state().compare('b', 'adapter:denoise');
    expect(pictures.result?.data[0]).toBe(100);
    expect(state()).toMatchObject({
      chosen: 'adapter:denoise',
      result: { offer: { label: 'denoise' } },
    });
  });

  test('is restored where there is no result yet, on the side that it was asked for', async () => {
    const { finishRun, pictures, restorations, sides, state } = await comparing();
    void state().compare('a', 'adapter:sr');
    await settled();
    expect(restorations).toHaveLength(3);
    expect(sides()).toEqual({ a: 'adapter:sr', b: 'adapter:deblur' });
    await finishRun(7, 2);
    expect(pictures.image('adapter:sr')).toMatchObject({ width: 8, height: 6 });
    expect(sides()).toEqual({ a: 'adapter:sr', b: 'adapter:deblur' });
  });

  test('may be what the backbone alone makes, also where the rail offers adapters only', async () => {
    const { finishRun, pictures, restorations, sides, state } = await comparing();
    expect(state().offers.map(({ key }) => key)).not.toContain('backbone:x1');
    void state().compare('a', 'backbone:x1');
    await settled();
    expect(restorations).toHaveLength(3);
    await finishRun(30);
    expect(pictures.image('backbone:x1')?.data[0]).toBe(30);
    expect(sides()).toEqual({ a: 'backbone:x1', b: 'adapter:deblur' });
    await state().choose('adapter:denoise');
    await state().compare('b', 'backbone:x1');
    expect(restorations).toHaveLength(3);
  });

  test('goes back to the photo and the last result when its run is cancelled', async () => {
    const { sides, state } = await comparing();
    void state().compare('a', 'adapter:sr');
    await settled();
    state().cancel();
    expect(sides()).toEqual({ a: 'photo', b: 'adapter:deblur' });
    void state().choose('adapter:sr');
    await settled();
    expect(sides().b).toBe('adapter:sr');
    state().cancel();
    expect(sides().b).toBe('adapter:deblur');
  });
});

describe('results that are kept', () => {
  test('are back at once when they are chosen again, and nothing runs', async () => {
    const select = vi.fn(async () => ({ milliseconds: 1, bytesUploaded: 0 }));
    const { pictures, restorations, sides, state } = await comparing({ select });
    select.mockClear();
    await state().choose('adapter:denoise');
    expect(pictures.result?.data[0]).toBe(100);
    expect(sides().b).toBe('adapter:denoise');
    expect(state()).toMatchObject({ chosen: 'adapter:denoise', run: null });
    expect((await state().encodeResult())?.fileName).toBe('a-denoise.png');
    expect(restorations).toHaveLength(2);
    expect(select).not.toHaveBeenCalled();
  });

  test('stop the run of another choice', async () => {
    const { pictures, restorations, state } = await comparing();
    void state().choose('adapter:sr');
    await settled();
    restorations[2]?.start(2);
    await state().choose('adapter:denoise');
    expect(restorations[2]?.request.signal?.aborted).toBe(true);
    expect(pictures.shown?.data[0]).toBe(100);
  });

  test('are computed once more when that is asked for, or the adapter was brought again', async () => {
    const { finishRun, pictures, restorations, state } = await comparing();
    void state().restore();
    await settled();
    expect(restorations).toHaveLength(3);
    await finishRun(50);
    expect(pictures.result?.data[0]).toBe(50);
    expect(state().comparing.results).toHaveLength(2);
    void state().importAdapter(new File(['denoise'], 'denoise.safetensors'));
    await settled();
    expect(restorations).toHaveLength(4);
  });

  test('are gone with a new photo, and there again when that one is refused', async () => {
    const decode = vi.fn(async () => image(4, 3, 1));
    const { pictures, sides, state } = await comparing({ decode });
    decode.mockRejectedValueOnce(new Error('Unreadable.'));
    let kept: boolean | null = null;
    const stop = pictures.subscribe(() => {
      kept ??= pictures.hasResult('adapter:denoise');
    });
    await state().openPhoto(new File(['bad'], 'bad.png'));
    stop();
    expect(kept).toBe(false);
    void state().openPhoto(new File(['b'], 'b.png'));
    await settled();
    expect(pictures.hasResult('adapter:denoise')).toBe(false);
    expect(state().comparing.results).toEqual([]);
    expect(sides()).toEqual({ a: 'photo', b: 'adapter:deblur' });
  });
});

describe('a reference', () => {
  test('is compared, and the two sides are measured against it', async () => {
    const { sides, state } = await comparing();
    await state().openReference(truth);
    await settled();
    expect(sides()).toEqual({ a: 'reference', b: 'adapter:deblur' });
    expect(state().comparing.reference).toEqual({ name: 'truth.png', width: 4, height: 3 });
    expect(state().comparing.fidelities['adapter:deblur']?.rgb?.psnr).toBe(200);
    await state().compare('a', 'photo');
    await settled();
    expect(state().comparing.fidelities.photo?.rgb?.psnr).toBe(1);
    state().removeReference();
    expect(state().comparing).toMatchObject({ reference: null, fidelities: {} });
  });

  test('is compared over luma for deraining as in the shell, and so is the photo beside it', async () => {
    const { finishRun, state } = await comparing();
    await state().openReference(truth);
    const psnrOf = (key: string) => fidelityOf(key, state())?.psnr;
    await state().importAdapter(new File(['derain'], 'derain.safetensors'));
    await settled();
    await finishRun(90);
    await state().compare('a', 'photo');
    await settled();
    expect(state().comparing.sides).toEqual({ a: 'photo', b: 'adapter:derain' });
    expect([psnrOf('photo'), psnrOf('adapter:derain')]).toEqual([1.5, 90.5]);
    await state().compare('b', 'adapter:denoise');
    await settled();
    expect([psnrOf('photo'), psnrOf('adapter:denoise')]).toEqual([1, 100]);
  });

  test('measures a result anew after another run', async () => {
    const { finishRun, state } = await comparing();
    await state().openReference(truth);
    void state().restore();
    await settled();
    await finishRun(60);
    expect(state().comparing.fidelities['adapter:deblur']?.rgb?.psnr).toBe(60);
  });

  test('of another size is refused in words, and what was compared stays', async () => {
    const decode = vi.fn(async () => image(4, 3, 1));
    const { sides, state } = await comparing({ decode });
    decode.mockResolvedValueOnce(image(8, 6, 9));
    await state().openReference(truth);
    expect(state().comparing.reference).toMatchObject({ width: 8, height: 6 });
    state().removeReference();
    expect(sides().a).toBe('photo');
    for (const size of [image(5, 3, 1), image(12, 9, 1), image(8, 3, 1)]) {
      decode.mockResolvedValueOnce(size);
      await state().openReference(truth);
      expect(state().notice?.message).toContain(`has ${size.width} × ${size.height} pixels`);
      expect(state().notice?.advice).toContain('or 2, 4 times');
      expect(state().comparing.reference).toBeNull();
      expect(sides()).toEqual({ a: 'photo', b: 'adapter:deblur' });
    }
  });
});
