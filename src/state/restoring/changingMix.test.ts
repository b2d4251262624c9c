import { describe, expect, test, vi } from 'vitest';
import type { Choice } from '../../engine/protocol';
import { mixCandidates } from '../adapters/mixCandidates';
import { offerOf, offerOfRow, offersOf } from '../adapters/offers';
import { quietEngine, settled, testPlayground } from '../playground/testPlayground';
import { resultFileName } from '../saving/fileNames';
import { mixPause } from './changingMix';

/** A playground with a photo restored with `denoise`, and what restores the next one. */
async function restored(...changes: Parameters<typeof testPlayground>) {
  const parts = testPlayground(...changes);
  const { playground, restorations, pictures } = parts;
  const state = () => playground.getState();
  await state().begin();
  void state().openPhoto(new File(['photo'], 'photo.png'));
  const finish = async (grey: number) => {
    const [last] = restorations.slice(-1);
    if (last === undefined) throw new Error('Nothing is being restored.');
    last.start();
    last.tile(grey);
    last.finish();
    await settled();
  };
  await settled();
  await finish(100);
  const shown = () => pictures.image(state().comparing.sides.b)?.data[0];
  return { ...parts, state, finish, shown };
}

const half = { strength: 50, second: null };
const mix = { strength: 60, second: { id: 'deblur', strength: 80 } };

describe('applying an adapter more or less strongly', () => {
  test('restores with that strength, and names it in the result and the file', async () => {
    const select = vi.fn(quietEngine.select);
    const { state, restorations, finish, shown } = await restored({ select });
    void state().setMix(half);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(select).toHaveBeenLastCalledWith({ kind: 'adapter', id: 'denoise', strength: 0.5 });
    await finish(50);
    expect(shown()).toBe(50);
    expect(state().chosen).toBe('adapter:denoise');
    const label = state().result?.offer.label ?? '';
    expect(resultFileName('IMG 1.jpeg', label, 'png')).toBe('IMG-1-denoise-at-50.png');
  });

  test('a slider on the move ends in one restoration', async () => {
    const { state, restorations } = await restored();
    for (const strength of [90, 80, 70, 80]) void state().setMix({ strength, second: null });
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    await new Promise((resolve) => setTimeout(resolve, mixPause));
    expect(restorations).toHaveLength(2);
    expect(state().run?.offer.mix.strength).toBe(80);
    // The next supersedes it.
    const [, superseded] = restorations;
    void state().setMix(half);
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    expect(superseded?.request.signal?.aborted).toBe(true);
  });

  test('a run that waits for its turn restores with what it was begun for', async () => {
    const selected: unknown[] = [];
    const select = vi.fn(async (choice: Choice) => {
      if (choice.kind === 'adapter' && choice.id === 'sr') await slow;
      selected.push(choice);
      return { milliseconds: 1, bytesUploaded: 0 };
    });
    let go: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { state, restorations } = await restored({ select });
    void state().choose('adapter:sr');
    await settled();
    void state().choose('adapter:deblur');
    void state().setMix(half);
    go();
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(state().run?.offer.key).toBe('adapter:deblur');
    expect(selected.at(-1)).toEqual({ kind: 'adapter', id: 'deblur' });
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    expect(state().run?.offer.key).toBe('adapter:deblur@50');
    expect(selected.at(-1)).toEqual({ kind: 'adapter', id: 'deblur', strength: 0.5 });
  });

  test('going back is instant, and ends the run to where it was going', async () => {
    const { state, restorations, finish, shown, pictures } = await restored();
    void state().setMix(half);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    await finish(50);
    void state().setMix({ strength: 100, second: null });
    expect(shown()).toBe(100);
    expect(pictures.result?.data[0]).toBe(100);
    void state().setMix({ strength: 70, second: null });
    void state().setMix(half);
    expect(shown()).toBe(50);
    await new Promise((resolve) => setTimeout(resolve, 2 * mixPause));
    expect(restorations).toHaveLength(2);
  });

  test('until its first pixels come, what was there stays', async () => {
    const { state, restorations, pictures } = await restored();
    void state().setMix(half);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(state().comparing.sides.b).toBe('adapter:denoise');
    restorations[1]?.start();
    const { b } = state().comparing.sides;
    expect(b).toBe('adapter:denoise@50');
    expect(pictures.filling(b)?.beneath?.data[0]).toBe(100);
    // Another adapter's result is none of what was there.
    void state().choose('adapter:deblur');
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    restorations[2]?.start();
    expect(pictures.filling('adapter:deblur')?.beneath).toBeNull();
  });

  test('is remembered by adapter; the list of pictures restores as trained', async () => {
    const { state, restorations, finish } = await restored();
    void state().setMix(half);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    await finish(50);
    void state().choose('adapter:deblur');
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    await finish(60);
    expect(state().result?.offer.mix.strength).toBe(100);
    await state().choose('adapter:denoise');
    expect(state().result?.offer.key).toBe('adapter:denoise@50');
    await state().compare('b', 'adapter:denoise');
    expect(state().result?.offer.key).toBe('adapter:denoise');
    expect(state().mixes['adapter:denoise']?.strength).toBe(100);
  });

  test('is chosen again after the engine has been restarted', async () => {
    const select = vi.fn(quietEngine.select);
    const { state, restorations } = await restored({ select });
    void state().setMix(half);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    select.mockClear();
    void state().restart();
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    expect(select.mock.calls).toEqual([[{ kind: 'adapter', id: 'denoise', strength: 0.5 }]]);
  });
});

describe('mixing another adapter in', () => {
  const choice = {
    kind: 'mix',
    parts: [
      { id: 'denoise', strength: 0.6 },
      { id: 'deblur', strength: 0.8 },
    ],
  };

  test('restores with both, and names both', async () => {
    const select = vi.fn(quietEngine.select);
    const { state, restorations, finish } = await restored({ select });
    void state().setMix(mix);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(select).toHaveBeenLastCalledWith(choice);
    await finish(70);
    expect(state().result?.offer.label).toBe('denoise-at-60+deblur-at-80');
  });

  test('is restored again where the second has been brought again', async () => {
    const { state, restorations, finish } = await restored();
    void state().setMix(mix);
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    await finish(70);
    void state().importAdapter(new File(['deblur'], 'deblur.safetensors'));
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    void state().choose('adapter:denoise');
    await vi.waitFor(() => expect(restorations).toHaveLength(4));
    expect(state().run?.offer.key).toBe('adapter:denoise@60+deblur@80');
  });

  test('whose second is deleted while it waits is not passed off as what came before', async () => {
    const loaded = new Set(['denoise', 'sr', 'mine']);
    let go: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      go = resolve;
    });
    const select = async (choice: Choice) => {
      if (choice.kind === 'adapter' && choice.id === 'sr') await slow;
      const parts = choice.kind === 'mix' ? choice.parts : [];
      if (!parts.every(({ id }) => loaded.has(id))) throw new Error('It is not loaded.');
      return { milliseconds: 1, bytesUploaded: 0 };
    };
    const unloadAdapter = async (id: string) => void loaded.delete(id);
    const { state, restorations } = await restored({ select, unloadAdapter });
    void state().importAdapter(new File(['mine'], 'mine.safetensors'));
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    void state().choose('adapter:denoise');
    void state().setMix({ strength: 60, second: { id: 'mine', strength: 80 } });
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    void state().choose('adapter:sr');
    await settled();
    void state().choose('adapter:denoise');
    await settled();
    await state().deleteAdapter('mine');
    go();
    await vi.waitFor(() => expect(state().run).toBeNull());
    expect(restorations).toHaveLength(3);
    expect(state().runFailed).toBe(true);
    expect(state().chosen).toBe('adapter:denoise');
  });

  test('is saved as an adapter of one’s own, which is chosen', async () => {
    const mixedAdapter = vi.fn(quietEngine.mixedAdapter);
    const { state, stored } = await restored({ mixedAdapter });
    void state().setMix(mix);
    void state().saveMix('both');
    // Impatience makes no second one.
    expect(state().savingMix).toBe(true);
    void state().saveMix('both');
    await vi.waitFor(() => expect(state().chosen).toBe('adapter:both'));
    expect(state().savingMix).toBe(false);
    expect(mixedAdapter).toHaveBeenCalledTimes(1);
    expect(mixedAdapter).toHaveBeenCalledWith(choice.parts, 'both');
    expect(state().own).toEqual(['both']);
    expect(await [...stored.values()][0]?.text()).toBe('both');
    expect(state().mixes['adapter:denoise']).toEqual(mix);
  });

  test('a mix that cannot be written is reported, and stays', async () => {
    const mixedAdapter = () => Promise.reject(new Error('no room'));
    const { state } = await restored({ mixedAdapter });
    void state().setMix(mix);
    await state().saveMix('both');
    expect(state().notice?.message).toContain('no room');
    expect(state().savingMix).toBe(false);
    expect(state().chosen).toBe('adapter:denoise');
    expect(state().own).toEqual([]);
  });

  test('an offer whose second adapter is gone is gone', () => {
    const { offers, applied } = sample();
    expect(offerOf(applied, { offers, backbone: null })?.second?.name).toBe('deblur');
    const left = offers.filter(({ adapter }) => adapter?.id !== 'deblur');
    expect(offerOf(applied, { offers: left, backbone: null })).toBeNull();
  });

  test('takes adapters of the same head, of kinds that one adapter holds together', () => {
    const { offers } = sample();
    const names = (key: string) => {
      const offer = offerOfRow(key, { offers, backbone: null });
      if (offer === null) throw new Error(`There is no ${key}.`);
      const { fitting, ofOtherKinds } = mixCandidates(offer, offers);
      return [fitting, ofOtherKinds].map((found) => found.map(({ label }) => label));
    };
    expect(names('adapter:denoise')).toEqual([['deblur', 'full'], ['lora']]);
    expect(names('adapter:full')).toEqual([['denoise', 'deblur', 'lora'], []]);
    expect(names('adapter:sr')).toEqual([[], []]);
  });
});

function sample() {
  const adapter = (id: string, head: string, kind: 'adaptir' | 'lora' | 'full') => ({
    id,
    kind,
    head,
    name: id,
    task: 'restore',
    scale: head === 'x1' ? 1 : 2,
    trainedFor: '',
    degradation: [],
    reached: null,
    licence: '',
    parameters: 1,
    bytes: 1,
  });
  const offers = offersOf(null, [
    adapter('denoise', 'x1', 'adaptir'),
    adapter('deblur', 'x1', 'adaptir'),
    adapter('lora', 'x1', 'lora'),
    adapter('full', 'x1', 'full'),
    adapter('sr', 'x2', 'adaptir'),
  ]);
  return { offers, applied: { row: 'adapter:denoise', mix } };
}
