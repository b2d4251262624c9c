import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { WeightsError } from '../../engine/errors';
import type { AdapterSummary, BackboneSource, BackboneSummary } from '../../engine/protocol';
import { readAdapter, writeAdapter } from '../../files/adapter';
import { createPlayground } from './playground';
import { quietEngine, settled, testPlayground } from './testPlayground';

const path = 'public/models/edt-compact-2/adapters/denoise-25.safetensors';
const denoiser = readAdapter(new Uint8Array(readFileSync(path)));

/** A file of an adapter for a backbone of that name. */
function adapterFor(backbone: string, name: string): File {
  const metadata = { ...denoiser.metadata, backbone, name, backboneSha256: '0'.repeat(64) };
  return new File([writeAdapter({ ...denoiser, metadata })], `${name}.safetensors`);
}

/** Has one backbone at a time, and refuses real adapters of another one. */
function strictEngine() {
  let loaded = '';
  let count = 0;
  const resident = new Set<string>();
  let going: Promise<void> = Promise.resolve();
  /** Backbones wait until the function that it gives is called. */
  const held = () => {
    let goOn: () => void = () => undefined;
    going = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    return goOn;
  };
  const loadBackbone = vi.fn(async (source: BackboneSource): Promise<BackboneSummary> => {
    await going;
    const name = typeof source === 'string' ? 'edt' : await source.config.text();
    if (name === 'broken') throw new WeightsError('It is damaged.', 'Fetch it again.');
    loaded = name;
    resident.clear();
    return {
      id: name,
      sha256: '0'.repeat(64),
      parameters: 1,
      heads: [{ name: 'x1', scale: 1 }],
    };
  });
  const loadAdapter = async (file: Blob): Promise<AdapterSummary> => {
    const id = `adapter-${++count}`;
    resident.add(id);
    if (file.size < 1000) return { ...(await quietEngine.loadAdapter(file)), id };
    const { metadata } = readAdapter(new Uint8Array(await file.arrayBuffer()));
    if (metadata.backbone !== loaded) {
      throw new WeightsError(`It was made for “${metadata.backbone}”.`, 'Choose another.');
    }
    return { ...(await quietEngine.loadAdapter(new Blob([metadata.name]))), id, task: 'denoise' };
  };
  const unloadAdapter = async (id: string) => {
    await going;
    if (!resident.delete(id)) throw new Error(`${id} is not loaded.`);
  };
  return { loadBackbone, loadAdapter, unloadAdapter, held };
}

async function ready() {
  const { held, ...engine } = strictEngine();
  const parts = testPlayground(engine);
  const { backbones, playground } = parts;
  for (const id of ['mine', 'broken']) {
    backbones.set(id, { config: new Blob([id]), model: new Blob() });
  }
  await playground.getState().begin();
  const state = () => playground.getState();
  const names = () => state().adapters.map(({ name }) => name);
  return { ...parts, held, state, names };
}

describe('another backbone', () => {
  test('takes the place of the one before, with the adapters that fit it', async () => {
    const { state, names } = await ready();
    await state().importAdapter(adapterFor('edt', 'for-edt'));
    await state().chooseBackbone('mine');
    expect(state()).toMatchObject({ phase: 'ready', chosenBackbone: 'mine', notice: null });
    expect(state().backbone?.id).toBe('mine');
    expect(names()).toEqual([]);
    expect(state().incompatible).toMatchObject([{ name: 'for-edt', backbone: 'edt' }]);
    expect(state().chosen).toBe('backbone:x1');

    await state().importAdapter(adapterFor('mine', 'for-mine'));
    expect(names()).toEqual(['for-mine']);
    await state().chooseBackbone(null);
    expect(names()).toEqual(['denoise', 'deblur', 'sr', 'for-edt']);
    expect(state().incompatible).toMatchObject([{ name: 'for-mine' }]);
    expect(state().own).toHaveLength(2);
    // What had been chosen mends the same thing as this one.
    const chosen = state().offers.find(({ key }) => key === state().chosen);
    expect(chosen?.adapter?.task).toBe('denoise');
  });

  test('is there again on the next visit, and its adapters with it', async () => {
    const { state, dependencies } = await ready();
    await state().chooseBackbone('mine');
    await state().importAdapter(adapterFor('mine', 'for-mine'));
    const next = createPlayground(dependencies);
    await next.getState().begin();
    expect(next.getState()).toMatchObject({ chosenBackbone: 'mine', notice: null });
    expect(next.getState().adapters.map(({ name }) => name)).toEqual(['for-mine']);
  });

  test('that cannot be loaded changes nothing but the notice', async () => {
    const { state } = await ready();
    const before = state();
    await state().chooseBackbone('broken');
    const notice = { message: 'It is damaged.', advice: 'Fetch it again.', action: null };
    expect(state()).toEqual({ ...before, offers: state().offers, notice });
    expect(state().offers.map(({ key }) => key)).toEqual(before.offers.map(({ key }) => key));
    await state().chooseBackbone('never-there');
    expect(state().chosenBackbone).toBeNull();
    expect(state().notice?.message).toContain('no longer in this browser');
  });

  test('that cannot be loaded does not end the restoration under way', async () => {
    const { state, restorations } = await ready();
    void state().openPhoto(new File(['photo'], 'a.png'));
    await vi.waitFor(() => expect(restorations).toHaveLength(1));
    await state().chooseBackbone('broken');
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(state().run?.offer.key).toBe('adapter:adapter-1');
    restorations[1]?.start();
    restorations[1]?.finish();
    await vi.waitFor(() => expect(state().result?.offer.key).toBe('adapter:adapter-1'));
    expect(state().notice?.message).toBe('It is damaged.');
    // With nothing under way there is nothing to go on with.
    await state().chooseBackbone('broken');
    await settled();
    expect(restorations).toHaveLength(2);
    expect(state().result).not.toBeNull();
  });

  test('that cannot be loaded does not forget what was asked for meanwhile', async () => {
    const { state, restorations, held } = await ready();
    void state().openPhoto(new File(['photo'], 'a.png'));
    await vi.waitFor(() => expect(restorations).toHaveLength(1));
    restorations[0]?.start();
    restorations[0]?.finish();
    await settled();
    const goOn = held();
    const change = state().chooseBackbone('broken');
    await vi.waitFor(() => expect(state().phase).toBe('backbone'));
    await state().choose('adapter:adapter-2');
    goOn();
    await change;
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(state().run?.offer.key).toBe('adapter:adapter-2');
  });

  test('that is gone on the next visit leaves the shipped one, and says so', async () => {
    const { state, dependencies, backbones } = await ready();
    await state().chooseBackbone('mine');
    backbones.clear();
    const next = createPlayground(dependencies);
    await next.getState().begin();
    expect(next.getState()).toMatchObject({ phase: 'ready', chosenBackbone: null });
    expect(next.getState().notice?.message).toContain('Your own backbone could not be loaded');
    expect(next.getState().adapters).toHaveLength(3);
    expect(dependencies.settings.read().chosenBackbone).toBeNull();
  });

  test('restores the photo that is on screen', async () => {
    const { state, restorations } = await ready();
    void state().openPhoto(new File(['photo'], 'a.png'));
    await vi.waitFor(() => expect(restorations).toHaveLength(1));
    restorations[0]?.start();
    restorations[0]?.finish();
    await settled();
    void state().chooseBackbone('mine');
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(state().run?.offer.key).toBe('backbone:x1');
  });

  test('does not pass off what the one before made alone as its own', async () => {
    const { state, restorations, pictures } = await ready();
    void state().openPhoto(new File(['photo'], 'a.png'));
    await vi.waitFor(() => expect(restorations).toHaveLength(1));
    void state().choose('backbone:x1');
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    restorations[1]?.start();
    restorations[1]?.finish();
    await settled();
    await state().openReference(new File(['reference'], 'r.png'));
    await state().compare('a', 'photo');
    await vi.waitFor(() => expect(state().comparing.fidelities['backbone:x1']).toBeDefined());
    void state().chooseBackbone('mine');
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    state().cancel();
    expect(pictures.image('backbone:x1')).toBeNull();
    expect(await state().encodeResult()).toBeNull();
    expect(Object.keys(state().comparing.fidelities)).toEqual(['photo']);
    expect(state().comparing.sides).toEqual({ a: 'photo', b: 'photo' });
    void state().choose('backbone:x1');
    await vi.waitFor(() => expect(restorations).toHaveLength(4));
  });
});

describe('an own adapter of another backbone', () => {
  test('is renamed, copied, exported, deleted and brought back without it', async () => {
    const { state, stored } = await ready();
    await state().importAdapter(adapterFor('edt', 'first'));
    await state().chooseBackbone('mine');
    const id = state().incompatible[0]?.id ?? '';

    await state().renameAdapter(id, 'second');
    expect(state().adapterFile(id)?.fileName).toBe('second.safetensors');
    expect(stored.size).toBe(1);
    await state().duplicateAdapter(id, 'third');
    expect(state().incompatible.map(({ name }) => name)).toEqual(['second', 'third']);
    expect(state().adapterEntry(state().incompatible[1]?.id ?? '')?.origin).toBe('copied');
    expect(stored.size).toBe(2);

    await state().deleteAdapter(id);
    expect(state().incompatible.map(({ name }) => name)).toEqual(['third']);
    expect(state().deleted).toEqual({ name: 'second' });
    expect(stored.size).toBe(1);
    // On its own backbone meanwhile, it is an adapter like any other.
    await state().chooseBackbone(null);
    await state().undoDelete();
    expect(
      state()
        .adapters.map(({ name }) => name)
        .slice(3),
    ).toEqual(['third', 'second']);
    expect(stored.size).toBe(2);
  });

  test('that is deleted or copied while another backbone is loaded stays so', async () => {
    const { state, stored, held } = await ready();
    await state().importAdapter(adapterFor('edt', 'first'));
    await state().importAdapter(adapterFor('edt', 'second'));
    const [first = '', second = ''] = state().own;
    const goOn = held();
    const change = state().chooseBackbone('mine');
    await vi.waitFor(() => expect(state().phase).toBe('backbone'));
    const deletion = state().deleteAdapter(first);
    await state().duplicateAdapter(second, 'third');
    goOn();
    await Promise.all([change, deletion]);
    expect(state().incompatible.map(({ name }) => name)).toEqual(['second', 'third']);
    expect(stored.size).toBe(2);
    // The engine dropped it with the backbone: that it has it no more is no problem.
    expect(state()).toMatchObject({ phase: 'ready', notice: null });
  });

  test('takes the name that it is given while another backbone is loaded', async () => {
    const { state, held } = await ready();
    await state().importAdapter(adapterFor('edt', 'first'));
    const goOn = held();
    const change = state().chooseBackbone('mine');
    await vi.waitFor(() => expect(state().phase).toBe('backbone'));
    const renaming = state().renameAdapter(state().own[0] ?? '', 'second');
    goOn();
    await Promise.all([change, renaming]);
    expect(state().incompatible.map(({ name }) => name)).toEqual(['second']);
    expect(state().adapterFile(state().own[0] ?? '')?.fileName).toBe('second.safetensors');
    expect(state().notice).toBeNull();
  });

  test('is kept when it is imported, and rests until its own is there', async () => {
    const { state, names, stored } = await ready();
    await state().chooseBackbone('mine');
    await state().importAdapter(adapterFor('edt', 'for-edt'));
    expect(state().notice).toEqual({
      message: 'It was made for “edt”.',
      advice: 'It is kept in the library, and restores once its backbone is chosen there.',
      action: null,
    });
    expect(state().incompatible).toMatchObject([{ name: 'for-edt' }]);
    expect(state().chosen).toBe('backbone:x1');
    expect(stored.size).toBe(1);
    expect(state().adapterEntry(state().incompatible[0]?.id ?? '')?.origin).toBe('imported');
    await state().chooseBackbone(null);
    expect(names()).toEqual(['denoise', 'deblur', 'sr', 'for-edt']);
  });

  test('that could not be stored is still there after the change', async () => {
    const { dependencies } = await ready();
    const put = async () => {
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    };
    const playground = createPlayground({
      ...dependencies,
      adapterStore: { ...dependencies.adapterStore, put },
    });
    const state = () => playground.getState();
    await state().begin();
    await state().importAdapter(adapterFor('edt', 'unstored'));
    await state().chooseBackbone('mine');
    await state().chooseBackbone(null);
    expect(state().adapters.at(-1)?.name).toBe('unstored');
  });
});
