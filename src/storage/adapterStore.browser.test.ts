import { beforeEach, describe, expect, it } from 'vitest';
import { AdapterStore } from './adapterStore';
import { newStoredId } from './storedId';

describe('AdapterStore', () => {
  beforeEach(async () => {
    const store = new AdapterStore();
    for (const { id } of await store.list()) await store.remove(id);
  });

  it('gives back what was put there, oldest first, also to another visit', async () => {
    expect(await new AdapterStore().list()).toEqual([]);
    const ids = [newStoredId('imported'), newStoredId('imported'), newStoredId('imported')];
    for (const id of ids) await new AdapterStore().put(id, new Blob([`adapter ${id}`]));
    const found = await new AdapterStore().list();
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(await found[1]?.file.text()).toBe(`adapter ${ids[1]}`);
  });

  it('replaces and removes single ones, and what was listed stays readable', async () => {
    const store = new AdapterStore();
    const [first, second] = [newStoredId('imported'), newStoredId('imported')];
    await store.put(first, new Blob(['old']));
    await store.put(second, new Blob(['other']));
    const before = await store.list();
    await store.put(first, new Blob(['new']));
    await store.remove(second);
    await store.remove('never there');
    const after = await store.list();
    expect(after).toHaveLength(1);
    expect(await after[0]?.file.text()).toBe('new');
    expect(await before[0]?.file.text()).toBe('old');
    expect(await before[1]?.file.text()).toBe('other');
  });
});
