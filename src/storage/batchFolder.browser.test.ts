import { unzipSync } from 'fflate';
import { expect, it, vi } from 'vitest';
import { BatchFolder, writeZip } from './batchFolder';

it('stores results on disk, and zips them as they are', async () => {
  const folder = new BatchFolder();
  const first = await folder.put('1', new Blob(['one']));
  const second = await folder.put('2', new Blob([new Uint8Array(300_000).fill(7)]));
  const zip = await folder.zip([
    { name: 'ä.txt', file: first },
    { name: 'large.bin', file: second },
  ]);
  const entries = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  expect(Object.keys(entries)).toEqual(['ä.txt', 'large.bin']);
  expect(new TextDecoder().decode(entries['ä.txt'])).toBe('one');
  expect(entries['large.bin']?.every((byte) => byte === 7)).toBe(true);
  expect(entries['large.bin']).toHaveLength(300_000);
  await folder.remove('1');
  await folder.remove('never stored');
});

it('removes what an earlier visit left, and leaves an open batch alone', async () => {
  const root = await navigator.storage.getDirectory();
  const parent = await root.getDirectoryHandle('batch', { create: true });
  await parent.getDirectoryHandle('left-behind', { create: true });
  const open = new BatchFolder();
  const kept = await open.put('1', new Blob(['kept']));
  await new BatchFolder().put('1', new Blob(['other']));
  const names: string[] = [];
  for await (const name of parent.keys()) names.push(name);
  expect(names).not.toContain('left-behind');
  expect(await kept.text()).toBe('kept');
});

it('holds a chunk of a ZIP at a time, not all of it', async () => {
  const piece = new Uint8Array(200_000).fill(1);
  const files = Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, file: new Blob([piece]) }));
  let largest = 0;
  let written = 0;
  await writeZip(files, async (chunk) => {
    largest = Math.max(largest, chunk.length);
    written += chunk.length;
  });
  expect(written).toBeGreaterThan(20 * piece.length);
  expect(largest).toBeLessThanOrEqual(piece.length);
});

it('zips whatever year the clock says', async () => {
  for (const year of [1970, 1979, 2026, 2107, 9999]) {
    vi.setSystemTime(new Date(year, 0, 1));
    const chunks: Uint8Array[] = [];
    try {
      await writeZip([{ name: 'a.png', file: new Blob(['abc']) }], async (chunk) => {
        chunks.push(chunk);
      });
    } finally {
      vi.useRealTimers();
    }
    const zip = new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
    expect(new TextDecoder().decode(unzipSync(zip)['a.png'])).toBe('abc');
  }
});
