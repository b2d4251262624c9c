import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../engine/engine';
import { WeightsError } from '../../engine/errors';
import type { AdapterSummary, BackboneFiles, BackboneSource } from '../../engine/protocol';
import { readAdapter } from '../../files/adapter';
import { renamedAdapter } from '../../files/renamedAdapter';
import type { StoredBackbone } from '../../storage/backboneStore';
import { createPlayground, type Playground } from '../playground/playground';
import { quietEngine, testPlayground } from '../playground/testPlayground';
import { createLibrary } from './library';
import type { BrowserStorage, OwnBackboneStore } from './libraryState';

const shippedFolder = 'public/models/edt-compact-2';
const config = readFileSync(`${shippedFolder}/config.json`, 'utf8');
const denoiser = readFileSync(`${shippedFolder}/adapters/denoise-25.safetensors`);
const deblurrer = readFileSync(`${shippedFolder}/adapters/deblur-gaussian.safetensors`);
const summary = { sha256: '', parameters: 2_231_116, heads: [] };

function backboneFiles(changes: object = {}): BackboneFiles {
  return {
    config: new Blob([JSON.stringify({ ...JSON.parse(config), ...changes })]),
    model: new Blob(['weights']),
  };
}

/** A store in memory, with what was set aside. */
function memoryStore() {
  const kept = new Map<string, StoredBackbone>();
  const aside = new Map<string, StoredBackbone>();
  const store: OwnBackboneStore = {
    list: async () => [...kept.values()],
    read: async (id) => kept.get(id) ?? null,
    put: async (id, files) => void kept.set(id, { id, ...files }),
    async setAside(id) {
      const backbone = kept.get(id);
      if (backbone !== undefined) aside.set(id, backbone);
      kept.delete(id);
    },
    async putBack(id, restored) {
      const backbone = aside.get(id);
      if (backbone !== undefined) kept.set(id, { ...backbone, config: restored });
      aside.delete(id);
    },
    async remove(id) {
      kept.delete(id);
      aside.delete(id);
    },
  };
  return { store, kept, aside };
}

/** Has one backbone at a time, and takes the real adapters that were made for it. */
function strictEngine() {
  let loaded = '';
  let count = 0;
  const loadBackbone = async (source: BackboneSource) => {
    const { id, sha256 } = JSON.parse(
      typeof source === 'string' ? config : await source.config.text(),
    );
    loaded = id;
    return { ...(await quietEngine.loadBackbone(source)), id, sha256 };
  };
  const loadAdapter = async (file: Blob): Promise<AdapterSummary> => {
    const { metadata } = readAdapter(new Uint8Array(await file.arrayBuffer()));
    if (metadata.backbone !== loaded) throw new WeightsError('It is for another.', 'Choose that.');
    const { name, task } = metadata;
    return { ...(await quietEngine.loadAdapter(new Blob([name]))), id: `a-${++count}`, task };
  };
  return { loadBackbone, loadAdapter };
}

interface Changes {
  readonly checkBackbone?: Engine['checkBackbone'];
  readonly store?: Partial<OwnBackboneStore>;
  readonly storage?: Partial<BrowserStorage>;
}

async function opened({ checkBackbone, store: storeChanges, storage }: Changes = {}) {
  const { store, kept, aside } = memoryStore();
  const parts = testPlayground(strictEngine());
  const { dependencies, backbones, restorations } = parts;
  const models = {
    ...dependencies.models,
    catalogue: async () => ({ backbone: 'edt', adapters: ['adapters/deblur', 'adapters/denoise'] }),
    file: async (path: string) => {
      if (path.endsWith('config.json')) return new Blob([config]);
      if (!path.startsWith('adapters')) return new Blob(['shipped weights']);
      return new Blob([path.endsWith('deblur') ? deblurrer : denoiser]);
    },
  };
  const playground = createPlayground({ ...dependencies, models });
  await playground.getState().begin();
  const library = createLibrary({
    engine: {
      checkBackbone: checkBackbone ?? (async () => ({ ...summary, id: 'checked' })),
    },
    playground,
    models,
    adapters: { subscribe: () => undefined },
    backbones: { ...store, ...storeChanges },
    storage: {
      spaceUsed: async () => null,
      isPersisted: async () => false,
      askToPersist: async () => false,
      ...storage,
    },
  });
  // The playground reads the same store.
  backbones.get = (id) => kept.get(id);
  await library.getState().refresh();
  const state = () => library.getState();
  const names = () => state().backbones.map(({ name }) => name);
  const notice = () => playground.getState().notice?.message;
  const { settings } = dependencies;
  return { playground, library, state, names, notice, kept, aside, restorations, settings };
}

describe('a backbone of one’s own', () => {
  test('whose config says too little is reported, and the others are listed', async () => {
    const torn = { id: 'torn', config: new Blob(['{}']), model: new Blob(['weights']) };
    const { names, notice } = await opened({ store: { list: async () => [torn] } });
    expect(names()).toEqual(['edt-compact-2']);
    expect(notice()).toBeDefined();
  });

  test('is listed after the shipped one, with what its config says', async () => {
    const { state, names } = await opened();
    await state().importBackbone(backboneFiles({ id: 'mine', licence: undefined }));
    expect(names()).toEqual(['edt-compact-2', 'mine']);
    expect(state().backbones[1]).toMatchObject({
      architecture: 'edt',
      parameters: 2_231_116,
      scales: [1, 2, 3, 4],
      licence: null,
      entry: { origin: 'imported' },
    });
    expect(state().backbones[0]).toMatchObject({ licence: 'Apache-2.0', entry: null });
    expect(state()).toMatchObject({ isImporting: false });
  });

  test('that the engine refuses is not kept, and its sentence is shown', async () => {
    const { state, names, notice, kept } = await opened({
      checkBackbone: async () => {
        throw new WeightsError('The weights do not fit.', 'Fetch them again.');
      },
    });
    await state().importBackbone(backboneFiles({ id: 'mine' }));
    expect(notice()).toBe('The weights do not fit.');
    expect(names()).toEqual(['edt-compact-2']);
    expect(kept.size).toBe(0);
    expect(state().isImporting).toBe(false);
  });

  test('that is there already, or miscounts its weights, is refused', async () => {
    const { state, notice, kept } = await opened();
    await state().importBackbone(backboneFiles());
    expect(notice()).toBe('“edt-compact-2” is in the library already.');
    await state().importBackbone(backboneFiles({ id: 'mine', parameters: 5 }));
    expect(notice()).toBe(
      'The config.json of “mine” speaks of 5 parameters, and its weights have 2231116.',
    );
    expect(kept.size).toBe(0);
  });

  test('for which the disk has no room is said, and what was there stays', async () => {
    let isFull = false;
    const { store } = memoryStore();
    const { state, names, notice } = await opened({
      store: {
        ...store,
        put: async (id, files) => {
          if (isFull) throw new DOMException('The quota is exceeded.', 'QuotaExceededError');
          await store.put(id, files);
        },
      },
    });
    await state().importBackbone(backboneFiles({ id: 'mine' }));
    isFull = true;
    await state().importBackbone(backboneFiles({ id: 'another' }));
    expect(notice()).toBe(
      '“another” could not be stored in this browser (The quota is exceeded.).',
    );
    expect(names()).toEqual(['edt-compact-2', 'mine']);
  });

  test('is deleted, gives way to the shipped one, and comes back to where it was', async () => {
    const { state, names, playground, kept, aside } = await opened();
    await state().importBackbone(backboneFiles({ id: 'mine' }));
    const [id = ''] = kept.keys();
    await playground.getState().chooseBackbone(id);
    expect(playground.getState().backbone?.id).toBe('mine');

    await state().deleteBackbone(id);
    expect(names()).toEqual(['edt-compact-2']);
    expect(state().deleted).toEqual({ name: 'mine' });
    expect(playground.getState().chosenBackbone).toBeNull();
    await state().undoDelete(true);
    expect(names()).toEqual(['edt-compact-2', 'mine']);
    expect(playground.getState()).toMatchObject({ chosenBackbone: id, notice: null });

    await state().deleteBackbone(id);
    await state().forgetDeleted();
    await state().undoDelete(true);
    expect(names()).toEqual(['edt-compact-2']);
    expect(kept.size + aside.size).toBe(0);
  });
});

test('a backbone that is brought back while another is in use does not take its place', async () => {
  const { state, names, playground, kept } = await opened();
  await state().importBackbone(backboneFiles({ id: 'mine' }));
  const [id = ''] = kept.keys();
  await playground.getState().chooseBackbone(id);
  await state().deleteBackbone(id);
  await state().undoDelete(false);
  expect(names()).toEqual(['edt-compact-2', 'mine']);
  expect(state().deleted).toBeNull();
  expect(playground.getState()).toMatchObject({ chosenBackbone: null, notice: null });
});

test('an adapter of the backbone that is not loaded is listed, and chosen on its own', async () => {
  const { state, playground, kept } = await opened();
  await state().importBackbone(backboneFiles({ id: 'mine' }));
  const [id = ''] = kept.keys();
  await playground.getState().chooseBackbone(id);
  await state().refresh();
  const shipped = state().adapters.find(({ facts }) => facts.name === 'denoise-25');
  expect(shipped).toMatchObject({ id: null, entry: null });
  expect(shipped?.facts).toMatchObject({ task: 'denoise', scale: 1, licence: 'Apache-2.0' });
  expect(shipped?.facts.parameters).toBeGreaterThan(80_000);
  if (shipped !== undefined) await state().choose(shipped);
  expect(playground.getState().chosenBackbone).toBeNull();
  expect(chosenIn(playground)?.name).toBe('denoise-25');
});

describe('an adapter chosen on a backbone that is not loaded', () => {
  /** With a photo on screen, restored with the own backbone alone. */
  async function withOwnLoaded() {
    const parts = await opened();
    const { state, playground, kept, restorations } = parts;
    await state().importBackbone(backboneFiles({ id: 'mine' }));
    const [id = ''] = kept.keys();
    await playground.getState().chooseBackbone(id);
    void playground.getState().openPhoto(new File(['photo'], 'a.png'));
    await vi.waitFor(() => expect(restorations).toHaveLength(1));
    await state().refresh();
    const named = (name: string) => {
      const found = state().adapters.find(({ facts }) => facts.name === name);
      if (found === undefined) throw new Error(`${name} is not listed.`);
      return found;
    };
    return { ...parts, named, id };
  }

  test('is the first that the photo is restored with, and is remembered', async () => {
    const { state, playground, named, restorations, settings } = await withOwnLoaded();
    void state().choose(named('denoise-25'));
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    expect(playground.getState().run?.offer.adapter?.name).toBe('denoise-25');
    expect(settings.read().lastChoices['edt-compact-2']).toBe('named:denoise-25');
    expect(chosenIn(playground)?.name).toBe('denoise-25');
  });

  test('does not override what is chosen after it', async () => {
    const { state, playground, named, restorations } = await withOwnLoaded();
    const choice = state().choose(named('denoise-25'));
    await vi.waitFor(() => expect(playground.getState().chosenBackbone).toBeNull());
    await vi.waitFor(() => expect(restorations).toHaveLength(2));
    const [deblurrer] = playground.getState().offers;
    void playground.getState().choose(deblurrer?.key ?? '');
    await vi.waitFor(() => expect(restorations).toHaveLength(3));
    // Nobody waits for the restoration.
    await choice;
    expect(chosenIn(playground)?.name).toBe('deblur-gaussian');
  });

  test('is that very file, whatever else has its name', async () => {
    const { state, playground } = await opened();
    const { importAdapter } = playground.getState();
    for (const _ of ['first', 'second']) {
      await importAdapter(new File([renamedAdapter(denoiser, 'denoise-25')], 'own.safetensors'));
    }
    await state().importBackbone(backboneFiles({ id: 'mine' }));
    const mine = state().backbones[1]?.id ?? '';
    const [first, second] = playground.getState().own.map(fileIn(playground));
    for (const isWanted of [
      (file: Blob) => file === first,
      (file: Blob) => file === second,
      (file: Blob) => file !== first && file !== second,
    ]) {
      await playground.getState().chooseBackbone(mine);
      await state().refresh();
      const wanted = state().adapters.find(
        ({ facts, file }) => facts.name === 'denoise-25' && isWanted(file),
      );
      if (wanted !== undefined) await state().choose(wanted);
      const chosen = chosenIn(playground);
      expect(chosen?.name).toBe('denoise-25');
      expect(isWanted(fileIn(playground)(chosen?.id ?? '') ?? new Blob())).toBe(true);
    }
  });

  test('a deleted backbone is out of the store before the photo is restored without it', async () => {
    const { state, kept, id, restorations } = await withOwnLoaded();
    await state().deleteBackbone(id);
    expect(kept.size).toBe(0);
    expect(restorations).toHaveLength(2);
    expect(restorations[1]?.request.signal?.aborted).toBe(false);
  });
});

/** The adapter that the playground has chosen. */
function chosenIn(playground: Playground): AdapterSummary | null {
  const { offers, chosen } = playground.getState();
  return offers.find(({ key }) => key === chosen)?.adapter ?? null;
}

function fileIn(playground: Playground) {
  return (id: string) => playground.getState().adapterFile(id)?.blob;
}

test('the browser is asked to keep what is stored, and its answer is shown', async () => {
  let answer = false;
  const { state } = await opened({ storage: { askToPersist: async () => answer } });
  expect(state().persistence).toBe('not-promised');
  await state().askToPersist();
  expect(state().persistence).toBe('refused');
  await state().refresh();
  expect(state().persistence).toBe('refused');
  answer = true;
  await state().askToPersist();
  expect(state().persistence).toBe('promised');
  const elsewhere = await opened({ storage: { isPersisted: async () => null } });
  expect(elsewhere.state().persistence).toBe('unsupported');
});
