import { describe, expect, test, vi } from 'vitest';
import { settled } from '../playground/testPlayground';
import { photos, testTuning } from './testTuning';

describe('setting up', () => {
  test('starts once two photos can be used, and names those that cannot', async () => {
    const { state } = await testTuning();
    expect(state().obstacle).toBe('no-photos');
    await state().addPhotos(photos('a 200x100.png', 'letter.txt', 'small 60x60.png'), null);
    await settled();
    expect(state().entries.map(({ problem }) => problem)).toEqual([
      null,
      'This is no picture.',
      'It has 60 × 60 pixels; two patches of 64 must fit side by side.',
    ]);
    expect(state().obstacle).toBe('too-few');
    await state().addPhotos(photos('b 200x100.png'), null);
    expect(state().obstacle).toBeNull();
    expect(state().usable.map(({ name }) => name)).toEqual(['a 200x100.png', 'b 200x100.png']);
  });

  test('takes pictures of a folder, and each photo once', async () => {
    const { state } = await testTuning();
    const found = photos('trip/a 200x100.png', 'trip/Thumbs.db', 'trip/b 200x100.JPG');
    await state().addPhotos(found, null);
    await state().addPhotos(found.slice(0, 1), null);
    expect(state().entries.map(({ name }) => name)).toEqual(['a 200x100.png', 'b 200x100.JPG']);
  });

  test('forgets a removed photo, its thumbnail too', async () => {
    const { state, freed } = await testTuning();
    await state().addPhotos(photos('a 200x100.png', 'b 200x100.png'), null);
    const [first] = state().entries;
    state().removeEntry(first?.key ?? '');
    expect(state().entries.map(({ name }) => name)).toEqual(['b 200x100.png']);
    expect(freed).toEqual(['blob:1']);
  });

  test('names that say so make pairs, with the head of their scale', async () => {
    const { state } = await testTuning();
    const pair = photos('a 100x80.png', 'a 100x80.clean.png');
    await state().addPhotos(pair, null);
    expect(state()).toMatchObject({ source: 'pairs', scale: 1, head: 'x1' });
    expect(state().entries).toHaveLength(1);
  });

  test('a recipe that reduces asks for the head that enlarges as much', async () => {
    const tuningSizes = vi.fn(async () => ({ patch: 64, batch: 1, patchMultiple: 64, kinds: {} }));
    const { state } = await testTuning({ tuningSizes });
    await state().addPhotos(photos('a 300x300.png', 'b 300x300.png'), null);
    state().takeRecipe('small');
    await settled();
    expect(state()).toMatchObject({ scale: 2, head: 'x2', obstacle: null });
    expect(tuningSizes).toHaveBeenLastCalledWith('x2', 24);
    state().addStep('bicubic-down');
    state().addStep('bicubic-down');
    expect(state()).toMatchObject({ scale: 8, head: null, obstacle: 'no-head' });
  });

  test('starts from an adapter of the same head only', async () => {
    const { state } = await testTuning();
    await settled();
    state().setStartFrom('deblur');
    expect(state().startFrom).toBe('deblur');
    state().setStartFrom('sr');
    expect(state().startFrom).toBeNull();
    state().setStartFrom('deblur');
    state().takeRecipe('small');
    expect(state().startFrom).toBeNull();
  });

  test('says when a kind does not fit the memory', async () => {
    const { state } = await testTuning();
    await state().addPhotos(photos('a 200x100.png', 'b 200x100.png'), null);
    state().change({ kind: 'full' });
    expect(state().obstacle).toBe('too-large');
  });
});

describe('the recipe', () => {
  test('is added to, changed, put in another order and taken from', async () => {
    const { state } = await testTuning();
    const kinds = () => state().recipe.map(({ step }) => step.kind);
    state().addStep('jpeg');
    state().addStep('rain');
    expect(kinds()).toEqual(['gaussian-noise', 'jpeg', 'rain']);
    const [noise, jpeg] = state().recipe.map(({ key }) => key);
    state().moveStep(jpeg ?? 0, -1);
    expect(kinds()).toEqual(['jpeg', 'gaussian-noise', 'rain']);
    state().moveStep(jpeg ?? 0, -1);
    expect(kinds()).toEqual(['jpeg', 'gaussian-noise', 'rain']);
    state().changeStep(jpeg ?? 0, { kind: 'jpeg', quality: 40 });
    expect(state().recipe[0]?.step).toEqual({ kind: 'jpeg', quality: 40 });
    state().removeStep(noise ?? 0);
    expect(kinds()).toEqual(['jpeg', 'rain']);
  });

  test('may be brought from elsewhere, to be learnt from clean photos', async () => {
    const { state } = await testTuning();
    state().setSource('pairs');
    state().bringRecipe([
      { kind: 'jpeg', quality: 40 },
      { kind: 'bicubic-down', scale: 3 },
    ]);
    expect(state()).toMatchObject({ source: 'clean', scale: 3 });
    expect(state().recipe.map(({ step }) => step)).toEqual([
      { kind: 'jpeg', quality: 40 },
      { kind: 'bicubic-down', scale: 3 },
    ]);
    expect(new Set(state().recipe.map(({ key }) => key)).size).toBe(2);
  });

  test('is shown on a photo, one picture at a time, ending with the last change', async () => {
    const asked: number[] = [];
    const degrade = vi.fn(async (clean, recipe) => {
      asked.push(recipe[0]?.quality);
      await settled();
      return clean;
    });
    const { state } = await testTuning({ degrade });
    state().takeRecipe('jpeg');
    await state().addPhotos(photos('a 200x100.png'), null);
    await vi.waitFor(() => expect(state().damage).not.toBeNull());
    asked.length = 0;
    const [step] = state().recipe;
    for (const quality of [10, 20, 30, 40]) {
      state().changeStep(step?.key ?? 0, { kind: 'jpeg', quality });
    }
    await settled();
    await vi.waitFor(() => expect(asked.at(-1)).toBe(40));
    expect(asked).toEqual([10, 40]);
  });
});
