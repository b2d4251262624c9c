import { beforeEach, describe, expect, it } from 'vitest';
import { AdapterShelf } from './adapterShelf';
import { newShelfId } from './shelfId';

describe('AdapterShelf', () => {
  beforeEach(async () => {
    const shelf = new AdapterShelf();
    for (const { id } of await shelf.list()) await shelf.remove(id);
  });

  it('gives back what was put there, oldest first, also to another visit', async () => {
    expect(await new AdapterShelf().list()).toEqual([]);
    const ids = [newShelfId('imported'), newShelfId('imported'), newShelfId('imported')];
    for (const id of ids) await new AdapterShelf().put(id, new Blob([`adapter ${id}`]));
    const found = await new AdapterShelf().list();
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(await found[1]?.file.text()).toBe(`adapter ${ids[1]}`);
  });

  it('replaces and removes single ones, and what was listed stays readable', async () => {
    const shelf = new AdapterShelf();
    const [first, second] = [newShelfId('imported'), newShelfId('imported')];
    await shelf.put(first, new Blob(['old']));
    await shelf.put(second, new Blob(['other']));
    const before = await shelf.list();
    await shelf.put(first, new Blob(['new']));
    await shelf.remove(second);
    await shelf.remove('never there');
    const after = await shelf.list();
    expect(after).toHaveLength(1);
    expect(await after[0]?.file.text()).toBe('new');
    expect(await before[0]?.file.text()).toBe('old');
    expect(await before[1]?.file.text()).toBe('other');
  });
});
