import { beforeEach, describe, expect, it } from 'vitest';
import { BackboneShelf } from './backboneShelf';
import { spaceUsed } from './browserStorage';
import { PrivateFolder } from './privateFolder';
import { newShelfId } from './shelfId';

const files = { config: new Blob(['{"id": "mine"}']), model: new Blob([new Uint8Array(5000)]) };

async function ids(shelf = new BackboneShelf()): Promise<string[]> {
  return (await shelf.list()).map(({ id }) => id);
}

describe('BackboneShelf', () => {
  beforeEach(() => new PrivateFolder('backbones').clear());

  it('gives back what was put there, oldest first, also to another visit', async () => {
    const [first, second] = [newShelfId('imported'), newShelfId('imported')];
    await new BackboneShelf().put(first, files);
    await new BackboneShelf().put(second, { ...files, config: new Blob(['other']) });
    expect(await ids()).toEqual([first, second]);
    const found = await new BackboneShelf().read(second);
    expect(await found?.config.text()).toBe('other');
    expect(found?.model.size).toBe(5000);
    expect((await spaceUsed())?.backbones).toBe(10_000 + files.config.size + 5);
  });

  it('brings back what was set aside, and no other page takes it for leftovers', async () => {
    const shelf = new BackboneShelf();
    const id = newShelfId('imported');
    await shelf.put(id, files);
    await shelf.setAside(id);
    expect(await ids()).toEqual([]);
    expect(await ids(shelf)).toEqual([]);
    await shelf.putBack(id, files.config);
    expect(await ids()).toEqual([id]);
    expect((await new BackboneShelf().read(id))?.model.size).toBe(5000);
  });

  it('removes for good, and weights whose config never came', async () => {
    const shelf = new BackboneShelf();
    const id = newShelfId('imported');
    await shelf.put(id, files);
    await shelf.setAside(id);
    await shelf.remove(id);
    expect(await new PrivateFolder('backbones').names()).toEqual([]);
    await shelf.remove('never there');

    await new PrivateFolder('backbones').write('crashed.model.safetensors', 'half of it');
    expect(await ids()).toEqual([]);
    expect(await new PrivateFolder('backbones').names()).toEqual([]);
  });

  it('leaves nothing behind when the disk is full', async () => {
    const shelf = new BackboneShelf();
    const unreadable = { ...files, model: { size: 1 } as Blob };
    await expect(shelf.put(newShelfId('imported'), unreadable)).rejects.toThrow();
    expect(await new PrivateFolder('backbones').names()).toEqual([]);
  });
});
