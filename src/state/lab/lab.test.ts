import { describe, expect, test, vi } from 'vitest';
import { PhotoError } from '../../engine/errors';
import { settled } from '../playground/testPlayground';
import { measuredPictures } from './measured';
import { degraded, testLab, until } from './testLab';

const half = { strength: 50, second: null };
const halved = 'adapter:denoise@50';

describe('opening the lab', () => {
  test('puts a degraded version in the photo’s place, restores and measures it', async () => {
    const { jobs, pictures, restorations, state } = await degraded();
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.recipe).toEqual([{ kind: 'gaussian-noise', sigma: 25 }]);
    expect(restorations.at(-1)?.image.data[0]).toBe(10);
    expect(state().photo?.name).toBe('leaves-degraded.jpg');
    expect(state().original?.name).toBe('leaves.jpg');
    expect(state().comparing.reference).toMatchObject({ name: 'leaves.jpg' });
    expect(pictures.sides).toEqual({ a: 'photo', b: 'adapter:denoise' });
    // The test's meter says the corner's grey.
    await until(() => state().comparing.fidelities['adapter:denoise'] !== undefined);
    expect(state().comparing.fidelities).toMatchObject({
      photo: { rgb: { psnr: 10 } },
      'adapter:denoise': { rgb: { psnr: 60 } },
    });
  });

  test('names what is saved', async () => {
    const { lab, state } = await degraded();
    expect((await state().encodeResult())?.fileName).toBe('leaves-degraded-denoise.png');
    expect((await lab.getState().degradedFile())?.fileName).toBe('leaves-degraded.png');
  });

  test('waits with restoring until nothing is changed any more', async () => {
    const { lab, jobs, restorations } = await testLab();
    lab.getState().open();
    await settled();
    jobs[0]?.finish(10);
    await settled();
    lab.getState().drawAgain();
    await settled();
    jobs[1]?.finish(20);
    await until(() => restorations.length > 1);
    expect(restorations).toHaveLength(2);
    expect(restorations[1]?.image.data[0]).toBe(20);
  });
});

describe('changing the damage', () => {
  test('shows every version that is made, ending with the last change', async () => {
    const { lab, jobs, photoGrey } = await degraded();
    const [step] = lab.getState().recipe;
    for (const sigma of [30, 40, 50]) {
      lab.getState().changeStep(step?.key ?? 0, { kind: 'gaussian-noise', sigma });
      await settled();
    }
    expect(jobs).toHaveLength(2);
    expect(jobs[1]?.recipe).toEqual([{ kind: 'gaussian-noise', sigma: 30 }]);
    jobs[1]?.finish(30);
    await settled();
    expect(photoGrey()).toBe(30);
    expect(jobs).toHaveLength(3);
    expect(jobs[2]?.recipe).toEqual([{ kind: 'gaussian-noise', sigma: 50 }]);
    expect(lab.getState().isDegrading).toBe(true);
    jobs[2]?.finish(50);
    await settled();
    expect(photoGrey()).toBe(50);
    expect(lab.getState().isDegrading).toBe(false);
  });

  test('ends what takes long and is superseded', async () => {
    const { lab, jobs, photoGrey } = await degraded();
    lab.getState().drawAgain();
    await settled();
    lab.getState().drawAgain();
    await until(() => jobs[1]?.signal.aborted === true);
    await settled();
    expect(jobs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    jobs[2]?.finish(33);
    await settled();
    expect(photoGrey()).toBe(33);
    expect(lab.getState().notice).toBeNull();
  });

  test('forgets what was restored and measured before', async () => {
    const { lab, jobs, pictures, state } = await degraded();
    await until(() => state().comparing.fidelities['adapter:denoise'] !== undefined);
    await state().compare('a', 'reference');
    lab.getState().drawAgain();
    await settled();
    jobs[1]?.finish(20);
    await until(() => state().comparing.fidelities.photo?.rgb?.psnr === 20);
    expect(state().comparing.results).toEqual([]);
    expect(state().comparing.fidelities['adapter:denoise']).toBeUndefined();
    expect(pictures.sides).toEqual({ a: 'reference', b: 'adapter:denoise' });
  });

  test('leaves what is compared where it is, however strongly it is applied', async () => {
    const { lab, jobs, restorations, finishRun, pictures, state } = await degraded();
    void state().setMix(half);
    await until(() => restorations.length > 2);
    await finishRun(55);
    await state().compare('a', halved);
    await state().compare('b', 'reference');
    lab.getState().drawAgain();
    await settled();
    jobs[1]?.finish(20);
    await settled();
    expect(pictures.sides).toEqual({ a: halved, b: 'reference' });
    await until(() => restorations.length > 3);
    expect(state().run?.offer.key).toBe(halved);
    expect(pictures.sides).toEqual({ a: halved, b: 'reference' });
  });

  test('takes fixed values only', async () => {
    const { lab } = await testLab();
    lab.getState().takeRecipe('dark');
    lab.getState().addStep('rain');
    const values = lab.getState().recipe.flatMap(({ step }) => Object.values(step).slice(1));
    expect(values.every((value) => typeof value === 'number')).toBe(true);
    expect(lab.getState().recipe.map(({ step }) => step.kind)).toEqual([
      'darken',
      'poisson-gaussian',
      'rain',
    ]);
  });

  test('that cannot be done says why, and leaves on screen what was there', async () => {
    const { lab, jobs, restorations, photoGrey } = await degraded();
    const runs = restorations.length;
    lab.getState().addStep('bicubic-down');
    await settled();
    jobs[1]?.fail(new Error('A picture of 1 × 1 pixels is too small to be reduced by 2.'));
    await settled();
    expect(lab.getState().notice?.message).toMatch(/too small/);
    expect(photoGrey()).toBe(10);
    lab.getState().removeStep(lab.getState().recipe.at(-1)?.key ?? 0);
    await settled();
    jobs[2]?.finish(40);
    await settled();
    expect(lab.getState().notice).toBeNull();
    await until(() => restorations.length > runs);
  });
});

describe('what is measured', () => {
  test('is a row for each adapter on this damage, with what it gains', async () => {
    const { finishRun, state } = await degraded();
    void state().choose('adapter:deblur');
    await settled();
    await finishRun(45);
    await until(() => state().comparing.fidelities['adapter:deblur'] !== undefined);
    const rows = measuredPictures(state());
    expect(rows.map(({ key, gain }) => [key, gain])).toEqual([
      ['photo', null],
      ['adapter:denoise', 50],
      ['adapter:deblur', 35],
    ]);
  });

  test('has no figure where the sizes do not fit, and says so of that picture alone', async () => {
    const { lab, jobs, finishRun, state } = await degraded();
    lab.getState().takeRecipe('small');
    await settled();
    jobs[1]?.finish(20, 2);
    await settled();
    // A photo of 4 × 3 is cropped to 4 × 2, and halved.
    expect(state().comparing.reference).toMatchObject({ width: 4, height: 2 });
    void state().choose('adapter:sr');
    await settled();
    await finishRun(70, 2);
    void state().compare('a', 'backbone:x4');
    await settled();
    await finishRun(80, 4);
    await until(() => state().comparing.fidelities['adapter:sr'] !== undefined);
    expect(measuredPictures(state()).map(({ key, fits }) => [key, fits])).toEqual([
      ['photo', true],
      ['adapter:sr', true],
      ['backbone:x4', false],
    ]);
  });
});

describe('leaving the lab', () => {
  test('brings the photo back as it was, with its result and without a run', async () => {
    const { lab, jobs, pictures, restorations, state, finishRun, photoGrey } = await degraded();
    void state().choose('adapter:deblur');
    await settled();
    await finishRun(45);
    const runs = restorations.length;
    await lab.getState().close();
    expect(state()).toMatchObject({
      photo: { name: 'leaves.jpg' },
      original: null,
      chosen: 'adapter:denoise',
      result: { offer: { label: 'denoise' } },
      comparing: { reference: null, fidelities: {} },
    });
    expect(photoGrey()).toBe(1);
    expect(pictures.result?.data[0]).toBe(100);
    expect(pictures.sides).toEqual({ a: 'photo', b: 'adapter:denoise' });
    await settled();
    expect(restorations).toHaveLength(runs);
    expect(jobs).toHaveLength(1);
  });

  test('brings the row and its strength back with it', async () => {
    const { lab, jobs, restorations, finishRun, state } = await testLab();
    void state().setMix(half);
    await until(() => restorations.length > 1);
    await finishRun(50);
    lab.getState().open();
    await settled();
    jobs[0]?.finish(10);
    await until(() => restorations.length > 2);
    await finishRun(60);
    void state().setMix({ strength: 70, second: null });
    await until(() => restorations.length > 3);
    await lab.getState().close();
    expect(state()).toMatchObject({
      chosen: 'adapter:denoise',
      mixes: { 'adapter:denoise': half },
      result: { offer: { key: halved } },
      run: null,
    });
    // The slider goes on from there.
    await state().setMix({ strength: 100, second: null });
    expect(state().result?.offer.key).toBe('adapter:denoise');
  });

  test('brings its estimates back, of which a version has none', async () => {
    const { lab, jobs, state } = await testLab();
    const before = state().estimates;
    expect(before).not.toBeNull();
    lab.getState().open();
    await settled();
    jobs[0]?.finish(10);
    await settled();
    expect(state().estimates).toBeNull();
    await lab.getState().close();
    expect(state().estimates).toBe(before);
  });

  test('goes on with the restoration that opening it cut off', async () => {
    const { lab, jobs, restorations, state } = await testLab();
    void state().choose('adapter:deblur');
    await settled();
    lab.getState().open();
    await settled();
    jobs[0]?.finish(10);
    await settled();
    expect(restorations[1]?.request.signal?.aborted).toBe(true);
    void state().choose('adapter:sr');
    await settled();
    void lab.getState().close();
    await settled();
    expect(restorations.at(-1)?.image.data[0]).toBe(1);
    expect(state().run?.offer.key).toBe('adapter:deblur');
    expect(state().chosen).toBe('adapter:deblur');
  });

  test('shows nothing that comes late', async () => {
    const { lab, jobs, pictures, restorations } = await degraded();
    lab.getState().drawAgain();
    await settled();
    const runs = restorations.length;
    await lab.getState().close();
    expect(jobs[1]?.signal.aborted).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(pictures.photo?.name).toBe('leaves.jpg');
    expect(restorations).toHaveLength(runs);
    expect(lab.getState().isDegrading).toBe(false);
  });

  test('keeps the recipe for the next time', async () => {
    const { lab, jobs } = await degraded();
    lab.getState().takeRecipe('jpeg');
    await lab.getState().close();
    lab.getState().open();
    await settled();
    expect(jobs.at(-1)?.recipe).toEqual([{ kind: 'jpeg', quality: 30 }]);
  });
});

test('another backbone passes off nothing as its own, neither in the lab nor on return', async () => {
  const { lab, jobs, pictures, restorations, backbones, finishRun, state } = await testLab();
  void state().choose('backbone:x1');
  await settled();
  await finishRun(40);
  lab.getState().open();
  await settled();
  jobs[0]?.finish(10);
  await until(() => restorations.length > 2);
  await finishRun(60);
  await until(() => state().comparing.fidelities['backbone:x1'] !== undefined);
  backbones.set('mine', { config: new Blob(), model: new Blob() });
  void state().chooseBackbone('mine');
  await until(() => restorations.length > 3);
  expect(measuredPictures(state()).map(({ key, fidelity }) => [key, fidelity?.psnr])).toEqual([
    ['photo', 10],
    ['backbone:x1', undefined],
  ]);
  state().cancel();
  expect(state().result).toBeNull();
  expect(pictures.sides).toEqual({ a: 'photo', b: 'photo' });
  expect(state().comparing.sides).toEqual(pictures.sides);

  void lab.getState().close();
  await settled();
  // The result of the adapter is the photo's as it was.
  expect(state().comparing.results.map(({ offer }) => offer.key)).toEqual(['adapter:denoise']);
  expect(pictures.hasResult('backbone:x1')).toBe(false);
  expect(pictures.result).toBeNull();
  expect(state()).toMatchObject({ result: null, run: { offer: { key: 'backbone:x1' } } });
  expect(restorations.at(-1)?.image.data[0]).toBe(1);
  await finishRun(90);
  expect(pictures.result?.data[0]).toBe(90);
});

describe('another photo', () => {
  test('is degraded as the one before, and comes back whole', async () => {
    const { lab, jobs, pictures, state } = await degraded();
    void state().openPhoto(new File(['other'], 'trees.png'));
    await until(() => jobs.length > 1);
    jobs[1]?.finish(20);
    await settled();
    expect(state().photo?.name).toBe('trees-degraded.png');
    expect(state().original?.name).toBe('trees.png');
    void lab.getState().close();
    expect(pictures.photo?.name).toBe('trees.png');
  });

  test('is restored with what is chosen, as strongly', async () => {
    const { lab, jobs, restorations, state } = await degraded();
    void state().choose('adapter:deblur');
    await settled();
    void state().setMix(half);
    await until(() => restorations.length > 3);
    void state().openPhoto(new File(['other'], 'trees.png'));
    await until(() => jobs.length > 1);
    jobs[1]?.finish(20);
    await settled();
    void lab.getState().close();
    expect(state()).toMatchObject({
      chosen: 'adapter:deblur',
      mixes: { 'adapter:deblur': half },
    });
  });

  test('that cannot be read leaves the lab with the one before', async () => {
    const decode = vi.fn(async (photo: Blob) => {
      if ((photo as File).name === 'broken.png')
        throw new PhotoError('unreadable', 'Take another.');
      return { width: 4, height: 3, data: new Uint8ClampedArray(48).fill(1) };
    });
    const { lab, jobs, pictures, state } = await degraded({ decode });
    await state().openPhoto(new File(['broken'], 'broken.png'));
    expect(state().notice?.message).toBe('unreadable');
    await until(() => jobs.length > 1);
    jobs[1]?.finish(20);
    await settled();
    expect(state().photo?.name).toBe('leaves-degraded.jpg');
    await lab.getState().close();
    expect(pictures.photo?.name).toBe('leaves.jpg');
    expect(pictures.result?.data[0]).toBe(100);
  });
});

test('the damage is handed to the Tune screen as it is', async () => {
  const { lab, tuning, state } = await degraded();
  lab.getState().tuneForThis();
  expect(tuning.getState()).toMatchObject({ isOpen: true, source: 'clean' });
  expect(tuning.getState().recipe.map(({ step }) => step)).toEqual([
    { kind: 'gaussian-noise', sigma: 25 },
  ]);
  expect(state().original).not.toBeNull();
});
