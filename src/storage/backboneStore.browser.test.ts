import { beforeEach, describe, expect, it } from 'vitest';
import { BackboneStore } from './backboneStore';
import { spaceUsed } from './browserStorage';
import { PrivateFolder } from './privateFolder';
import { newStoredId } from './storedId';

const files = { config: new Blob(['{"id": "mine"}']), model: new Blob([new Uint8Array(5000)]) };

async function ids(store = new BackboneStore()): Promise<string[]> {
  return (await store.list()).map(({ id }) => id);
}

describe('BackboneStore', () => {
  beforeEach(() => new PrivateFolder('backbones').clear());

  it('gives back what was put there, oldest first, also to another visit', async () => {
    const [first, second] = [newStoredId('imported'), newStoredId('imported')];
    await new BackboneStore().put(first, files);
    await new BackboneStore().put(second, { ...files, config: new Blob(['other']) });
    expect(await ids()).toEqual([first, second]);
    const found = await new BackboneStore().read(second);
    expect(await found?.config.text()).toBe('other');
    expect(found?.model.size).toBe(5000);
    expect((await spaceUsed())?.backbones).toBe(10_000 + files.config.size + 5);
  });

  it('brings back what was set aside, and no other page takes it for leftovers', async () => {
    const store = new BackboneStore();
    const id = newStoredId('imported');
    await store.put(id, files);
    await store.setAside(id);
    expect(await ids()).toEqual([]);
    expect(await ids(store)).toEqual([]);
    await store.putBack(id, files.config);
    expect(await ids()).toEqual([id]);
    expect((await new BackboneStore().read(id))?.model.size).toBe(5000);
  });

  it('removes for good, and weights whose config never came', async () => {
    const store = new BackboneStore();
    const id = newStoredId('imported');
    await store.put(id, files);
    await store.setAside(id);
    await store.remove(id);
    expect(await new PrivateFolder('backbones').names()).toEqual([]);
    await store.remove('never there');

    await new PrivateFolder('backbones').write('crashed.model.safetensors', 'half of it');
    expect(await ids()).toEqual([]);
    expect(await new PrivateFolder('backbones').names()).toEqual([]);
  });

  it('leaves nothing behind when the disk is full', async () => {
    const store = new BackboneStore();
    const unreadable = { ...files, model: { size: 1 } as Blob };
    await expect(store.put(newStoredId('imported'), unreadable)).rejects.toThrow();
    expect(await new PrivateFolder('backbones').names()).toEqual([]);
  });
});
