import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import type { AdapterSummary } from '../../engine/protocol';
import { readAdapter } from '../../files/adapter';
import { createPlayground } from '../playground/playground';
import { quietEngine, settled, testPlayground } from '../playground/testPlayground';

const path = 'public/models/edt-compact-2/adapters/denoise-25.safetensors';
const real = new File([readFileSync(path)], 'denoise-25.safetensors');

/** Numbers what it loads, and reads the name from real files. */
function countingEngine() {
  let count = 0;
  const loaded = new Set<string>();
  const loadAdapter = async (file: Blob): Promise<AdapterSummary> => {
    const id = `adapter-${++count}`;
    loaded.add(id);
    const plain = await quietEngine.loadAdapter(file);
    if (file.size < 1000) return { ...plain, id };
    const { name } = readAdapter(new Uint8Array(await file.arrayBuffer())).metadata;
    return { ...plain, id, name, task: 'denoise' };
  };
  const unloadAdapter = async (id: string) => {
    if (!loaded.delete(id)) throw new Error(`${id} is not loaded.`);
  };
  return { loadAdapter, unloadAdapter, loaded };
}

async function withImported() {
  const { loaded, ...engine } = countingEngine();
  const parts = testPlayground(engine);
  const state = () => parts.playground.getState();
  await state().begin();
  await state().importAdapter(real);
  const names = () => state().adapters.map(({ name }) => name);
  return { ...parts, state, names, loaded };
}

describe('own adapters', () => {
  test('are chosen when they come, and there on the next visit', async () => {
    const { state, dependencies, stored } = await withImported();
    expect(state()).toMatchObject({ chosen: 'adapter:adapter-4', own: ['adapter-4'] });
    expect([...stored.values()].map(({ size }) => size)).toEqual([real.size]);

    const next = createPlayground({ ...dependencies, engine: { ...dependencies.engine } });
    await next.getState().begin();
    expect(next.getState().adapters.at(-1)?.name).toBe('denoise-25');
    expect(next.getState().own).toEqual([next.getState().adapters.at(-1)?.id]);
  });

  test('take another name, in the list and in the file, and stay chosen', async () => {
    const { state, names, stored, loaded } = await withImported();
    await state().renameAdapter('adapter-4', '  Album 1974 ');
    expect(names()).toEqual(['denoise', 'deblur', 'sr', 'Album 1974']);
    expect(state()).toMatchObject({ chosen: 'adapter:adapter-5', own: ['adapter-5'] });
    expect(loaded.has('adapter-4')).toBe(false);

    expect(stored.size).toBe(1);
    const file = state().adapterFile('adapter-5');
    expect(file?.fileName).toBe('Album-1974.safetensors');
    expect(file?.blob).toBe([...stored.values()][0]);
    const bytes = new Uint8Array((await file?.blob.arrayBuffer()) ?? new ArrayBuffer());
    expect(readAdapter(bytes).metadata.name).toBe('Album 1974');
  });

  test('stay in a mix under another name, and leave it when they are deleted', async () => {
    const { state } = await withImported();
    await state().choose('adapter:adapter-1');
    await state().setMix({ strength: 60, second: { id: 'adapter-4', strength: 80 } });
    await state().renameAdapter('adapter-4', 'Album');
    const mix = { strength: 60, second: { id: 'adapter-5', strength: 80 } };
    expect(state().mixes['adapter:adapter-1']).toEqual(mix);
    await state().deleteAdapter('adapter-5');
    expect(state().mixes['adapter:adapter-1']).toEqual({ strength: 60, second: null });
  });

  test('shipped ones are neither renamed nor deleted', async () => {
    const { state, names } = await withImported();
    await state().renameAdapter('adapter-1', 'mine');
    await state().deleteAdapter('adapter-1');
    expect(names()).toEqual(['denoise', 'deblur', 'sr', 'denoise-25']);
  });

  test('are duplicated right after the original', async () => {
    const { state, names, stored } = await withImported();
    await state().duplicateAdapter('adapter-4', 'denoise-25 copy');
    expect(names().slice(3)).toEqual(['denoise-25', 'denoise-25 copy']);
    expect(state().own).toHaveLength(2);
    expect(state().chosen).toBe('adapter:adapter-4');
    expect(stored.size).toBe(2);
  });

  test('come back where they were when their deletion is undone', async () => {
    const { state, names, stored, loaded } = await withImported();
    await state().importAdapter(real);
    await state().choose('adapter:adapter-4');
    const before = [...stored];

    await state().deleteAdapter('adapter-4');
    expect(names()).toEqual(['denoise', 'deblur', 'sr', 'denoise-25']);
    expect(state()).toMatchObject({ chosen: 'adapter:adapter-5', deleted: { name: 'denoise-25' } });
    expect(stored.size).toBe(1);
    expect(loaded.has('adapter-4')).toBe(false);

    await state().undoDelete();
    expect(state()).toMatchObject({ deleted: null, chosen: 'adapter:adapter-6' });
    expect(
      state()
        .adapters.map(({ id }) => id)
        .slice(3),
    ).toEqual(['adapter-6', 'adapter-5']);
    expect([...stored].sort()).toEqual(before.sort());
  });

  test('bring their strength and their mixes back with them', async () => {
    const { state } = await withImported();
    await state().setMix({ strength: 40, second: { id: 'adapter-1', strength: 30 } });
    await state().choose('adapter:adapter-1');
    await state().setMix({ strength: 60, second: { id: 'adapter-4', strength: 80 } });
    await state().choose('adapter:adapter-2');
    await state().setMix({ strength: 70, second: { id: 'adapter-4', strength: 90 } });
    await state().deleteAdapter('adapter-4');
    // What is set since then stays.
    await state().setMix({ strength: 20, second: null });
    await state().undoDelete();
    expect(state().mixes).toMatchObject({
      'adapter:adapter-5': { strength: 40, second: { id: 'adapter-1', strength: 30 } },
      'adapter:adapter-1': { strength: 60, second: { id: 'adapter-5', strength: 80 } },
      'adapter:adapter-2': { strength: 20, second: null },
    });
  });

  test('bring no mix back with what has another name since', async () => {
    const { state } = await withImported();
    await state().importAdapter(real);
    await state().setMix({ strength: 40, second: { id: 'adapter-4', strength: 30 } });
    await state().deleteAdapter('adapter-5');
    await state().renameAdapter('adapter-4', 'Album');
    await state().undoDelete();
    expect(state().chosen).toBe('adapter:adapter-7');
    expect(state().mixes['adapter:adapter-7']).toEqual({ strength: 40, second: null });
  });

  test('a result on screen survives the deletion of what made it', async () => {
    const { state, pictures, restorations } = await withImported();
    void state().openPhoto(new File(['photo'], 'a.png'));
    await vi.waitFor(() => expect(restorations).toHaveLength(1));
    restorations[0]?.start();
    restorations[0]?.tile(90);
    restorations[0]?.finish();
    await settled();
    await state().deleteAdapter('adapter-4');
    expect(pictures.result?.data[0]).toBe(90);
    expect(restorations).toHaveLength(1);
    expect(state().notice).toBeNull();
  });

  test('where the browser gives no storage that is said, and they serve all the same', async () => {
    const { dependencies } = testPlayground();
    const put = async () => {
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    };
    const playground = createPlayground({
      ...dependencies,
      adapterStore: { ...dependencies.adapterStore, put },
    });
    await playground.getState().begin();
    await playground.getState().importAdapter(new File(['mine'], 'mine.safetensors'));
    expect(playground.getState().chosen).toBe('adapter:mine');
    expect(playground.getState().notice?.message).toContain('The disk is full.');
  });
});
