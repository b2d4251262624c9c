import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../engine/errors';
import type { BackboneFiles, Engine } from '../../engine/protocol';
import type { ShelvedBackbone } from '../../storage/backboneShelf';
import { quietEngine, testPlayground } from '../testPlayground';
import { createLibrary } from './library';
import type { BrowserStorage, OwnBackboneShelf } from './libraryState';

const shippedFolder = 'public/models/edt-compact-2';
const config = readFileSync(`${shippedFolder}/config.json`, 'utf8');
const summary = { sha256: '', parameters: 2_231_116, heads: [] };

function backboneFiles(changes: object = {}): BackboneFiles {
  return {
    config: new Blob([JSON.stringify({ ...JSON.parse(config), ...changes })]),
    model: new Blob(['weights']),
  };
}

/** A shelf in memory, with what was set aside. */
function memoryShelf() {
  const kept = new Map<string, ShelvedBackbone>();
  const aside = new Map<string, ShelvedBackbone>();
  const shelf: OwnBackboneShelf = {
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
  return { shelf, kept, aside };
}

interface Changes {
  readonly checkBackbone?: Engine['checkBackbone'];
  readonly shelf?: Partial<OwnBackboneShelf>;
  readonly storage?: Partial<BrowserStorage>;
}

async function opened({ checkBackbone, shelf: shelfChanges, storage }: Changes = {}) {
  const { shelf, kept, aside } = memoryShelf();
  const { playground, surroundings, backbones } = testPlayground({
    loadBackbone: async (source) => ({
      ...(await quietEngine.loadBackbone(source)),
      id: typeof source === 'string' ? 'edt-compact-2' : JSON.parse(await source.config.text()).id,
    }),
  });
  const adapterFile = new Blob([readFileSync(`${shippedFolder}/adapters/denoise-25.safetensors`)]);
  const models = {
    ...surroundings.models,
    catalogue: async () => ({ backbone: 'edt', adapters: ['edt/adapters/denoise.safetensors'] }),
    file: async (path: string) => {
      if (path.endsWith('config.json')) return new Blob([config]);
      return path.includes('adapters') ? adapterFile : new Blob(['shipped weights']);
    },
  };
  await playground.getState().begin();
  // What the test's engine has loaded is no real file.
  playground.setState({ adapters: [] });
  const library = createLibrary({
    engine: {
      checkBackbone: checkBackbone ?? (async () => ({ ...summary, id: 'checked' })),
    },
    playground,
    models,
    adapters: { subscribe: () => undefined },
    backbones: { ...shelf, ...shelfChanges },
    storage: {
      spaceUsed: async () => null,
      isPersisted: async () => false,
      askToPersist: async () => false,
      ...storage,
    },
  });
  // The playground reads the same shelf.
  backbones.get = (id) => kept.get(id);
  await library.getState().refresh();
  const state = () => library.getState();
  const names = () => state().backbones.map(({ name }) => name);
  const notice = () => playground.getState().notice?.message;
  return { playground, library, state, names, notice, kept, aside };
}

describe('a backbone of one’s own', () => {
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
    const { shelf } = memoryShelf();
    const { state, names, notice } = await opened({
      shelf: {
        ...shelf,
        put: async (id, files) => {
          if (isFull) throw new DOMException('The quota is exceeded.', 'QuotaExceededError');
          await shelf.put(id, files);
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
    await state().undoDelete();
    expect(names()).toEqual(['edt-compact-2', 'mine']);
    expect(playground.getState()).toMatchObject({ chosenBackbone: id, notice: null });

    await state().deleteBackbone(id);
    await state().forgetDeleted();
    await state().undoDelete();
    expect(names()).toEqual(['edt-compact-2']);
    expect(kept.size + aside.size).toBe(0);
  });
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
});

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
