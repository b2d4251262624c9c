import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { WeightsError } from '../../engine/errors';
import type { BackboneFiles } from '../../engine/protocol';
import { readAdapter, writeAdapter } from '../../files/adapter';
import { createLibrary } from '../../state/library/library';
import type { OwnBackboneStore } from '../../state/library/libraryState';
import type { IncomingFile } from '../../state/photo/incomingFiles';
import { quietEngine } from '../../state/playground/testPlayground';
import { testTuning } from '../../state/tuning/testTuning';
import { AdapterStore } from '../../storage/adapterStore';
import type { StoredBackbone } from '../../storage/backboneStore';
import { libraryLoader } from '../library/libraryLoader';
import { takeWeights } from './openFiles';

const config = readFileSync('public/models/edt-compact-2/config.json', 'utf8');

const adapter = readFileSync('public/models/edt-compact-2/adapters/denoise-25.safetensors');

function weights(folder: string, name: string, content: BlobPart): IncomingFile {
  return { file: new File([content], name), folder };
}

function backbone(id: string): readonly IncomingFile[] {
  const text = JSON.stringify({ ...JSON.parse(config), id });
  return [weights(id, 'config.json', text), weights(id, 'model.safetensors', 'weights')];
}

/** An engine that refuses whatever has “bad” in it, and a library with a store in memory. */
async function opened() {
  const refuse = (name: string) => {
    if (name.includes('bad')) throw new WeightsError(`${name} is damaged.`, 'Fetch it again.');
  };
  const parts = await testTuning({
    async loadAdapter(file) {
      if (file.size > 1000) {
        const { backbone } = readAdapter(new Uint8Array(await file.arrayBuffer())).metadata;
        if (backbone === 'good') throw new WeightsError('It was made for “good”.', 'Take another.');
        return await quietEngine.loadAdapter(new Blob(['fine']));
      }
      refuse(await file.text());
      return await quietEngine.loadAdapter(file);
    },
    async checkBackbone({ config }: BackboneFiles) {
      const { id, parameters } = JSON.parse(await config.text());
      refuse(id);
      return { id, sha256: '', parameters, heads: [] };
    },
  });
  const { playground, tuning, dependencies } = parts;
  const { engine } = dependencies;
  const models = {
    ...dependencies.models,
    catalogue: async () => ({ backbone: 'edt', adapters: [] }),
    file: async (path: string) => new Blob([path.endsWith('config.json') ? config : 'weights']),
  };
  const kept = new Map<string, StoredBackbone>();
  const backbones: OwnBackboneStore = {
    list: async () => [...kept.values()],
    read: async (id) => kept.get(id) ?? null,
    put: async (id, files) => void kept.set(id, { id, ...files }),
    setAside: async () => undefined,
    putBack: async () => undefined,
    remove: async () => undefined,
  };
  const library = createLibrary({
    engine,
    playground,
    models,
    adapters: { subscribe: () => undefined },
    backbones,
    storage: {
      spaceUsed: async () => null,
      isPersisted: async () => null,
      askToPersist: async () => false,
    },
  });
  // What the test's engine has loaded is no real file.
  playground.setState({ adapters: [] });
  libraryLoader.setState({ library });
  return {
    playground,
    kept,
    parts: { playground, tuning, engine, models, adapterStore: new AdapterStore() },
  };
}

afterEach(() => libraryLoader.setState({ isOpen: false, library: null }));

test('of several backbones every refused one is named, whatever comes after it', async () => {
  const { playground, kept, parts } = await opened();
  await takeWeights(parts, [...backbone('bad-one'), ...backbone('bad-two'), ...backbone('good')]);
  expect(kept.size).toBe(1);
  expect(playground.getState().notice).toEqual({
    message: 'bad-one is damaged. bad-two is damaged.',
    advice: 'Fetch it again.',
    action: null,
  });
});

test('a refused backbone is still named after its adapters, and they by their files', async () => {
  const { playground, parts } = await opened();
  await takeWeights(parts, [
    ...backbone('bad-one'),
    weights('', 'first.safetensors', 'bad bytes'),
    weights('', 'second.safetensors', adapter),
  ]);
  expect(playground.getState().notice?.message).toBe(
    'bad-one is damaged. “first.safetensors”: bad bytes is damaged.',
  );
  expect(playground.getState().chosen).toBe('adapter:fine');
});

test('adapters that come with their backbone rest until that is chosen', async () => {
  const { playground, kept, parts } = await opened();
  const denoiser = readAdapter(adapter);
  const metadata = { ...denoiser.metadata, backbone: 'good' };
  const forGood = writeAdapter({ ...denoiser, metadata });
  const others = ['a', 'b'].map((name) => weights('good', `${name}.safetensors`, forGood));
  await takeWeights(parts, [...backbone('good'), ...others]);
  expect(kept.size).toBe(1);
  expect(playground.getState().incompatible).toHaveLength(2);
  expect(playground.getState().notice).toEqual({
    message: 'It was made for “good”.',
    advice: 'It is kept in the library, and restores once its backbone is chosen there.',
    action: null,
  });
});

test('when all is taken there is nothing to say', async () => {
  const { playground, kept, parts } = await opened();
  playground.setState({ notice: { message: 'Of before.', advice: '', action: null } });
  await takeWeights(parts, [...backbone('good'), weights('', 'a.safetensors', adapter)]);
  expect(kept.size).toBe(1);
  expect(playground.getState().notice).toBeNull();
});
