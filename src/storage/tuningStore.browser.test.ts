import { beforeEach, describe, expect, it } from 'vitest';
import { TuningStore } from './tuningStore';

const photos = [
  { name: 'a.jpg', clean: new Blob(['clean a']), degraded: null },
  { name: 'b.jpg', clean: new Blob(['clean b']), degraded: new Blob(['degraded b']) },
];

describe('TuningStore', () => {
  beforeEach(() => new TuningStore().remove());

  it('gives back what was begun, photos and last checkpoint', async () => {
    expect(await new TuningStore().load()).toBeNull();
    const startAdapter = new Blob(['adapter']);
    await new TuningStore().begin({ description: { steps: 300 }, photos, startAdapter });
    expect((await new TuningStore().load())?.checkpoint).toBeNull();
    await new TuningStore().saveCheckpoint(new Uint8Array([1, 2, 3, 4]));
    await new TuningStore().saveCheckpoint(new Uint8Array([5, 6]));

    const run = await new TuningStore().load();
    expect(run?.description).toEqual({ steps: 300 });
    expect([...(run?.checkpoint ?? [])]).toEqual([5, 6]);
    expect(run?.photos.map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg']);
    expect(await run?.photos[0]?.clean.text()).toBe('clean a');
    expect(run?.photos[0]?.degraded).toBeNull();
    expect(await run?.startAdapter?.text()).toBe('adapter');
    expect(await run?.photos[1]?.degraded?.text()).toBe('degraded b');
  });

  it('puts a new run in place of the old one, and nothing once removed', async () => {
    const store = new TuningStore();
    await store.begin({ description: 'first', photos, startAdapter: new Blob(['adapter']) });
    await store.saveCheckpoint(new Uint8Array([1]));
    await store.begin({ description: 'second', photos: photos.slice(0, 1), startAdapter: null });
    expect(await store.load()).toMatchObject({ description: 'second', checkpoint: null });
    expect((await store.load())?.photos).toHaveLength(1);
    expect((await store.load())?.startAdapter).toBeNull();
    await store.remove();
    expect(await store.load()).toBeNull();
    await expect(store.saveCheckpoint(new Uint8Array([1]))).rejects.toThrow('No run was begun.');
  });

  it('belongs to one page at a time', async () => {
    const [first, second] = [new TuningStore(), new TuningStore()];
    expect(await first.claim()).toBe(true);
    expect(await first.claim()).toBe(true);
    expect(await second.claim()).toBe(false);
    first.release();
    await expect.poll(() => second.claim()).toBe(true);
    second.release();
  });
});
