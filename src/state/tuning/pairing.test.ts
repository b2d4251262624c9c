import { describe, expect, test } from 'vitest';
import { looksPaired, matchPairs, type PhotoRole, type PickedPhoto } from './pairing';

let count = 0;

function picked(path: string, role: PhotoRole | null = null): PickedPhoto {
  const cut = path.lastIndexOf('/');
  const file = new File([path], path.slice(cut + 1));
  return { id: ++count, file, folder: path.slice(0, Math.max(0, cut)), role };
}

/** "damaged > clean" of each pair, by file name. */
function matched(...photos: readonly PickedPhoto[]): string[] {
  return matchPairs(photos).map(
    ({ damaged, clean }) => `${damaged?.file.name ?? '–'} > ${clean?.file.name ?? '–'}`,
  );
}

describe('pairs', () => {
  test('by the suffix .clean, whatever the endings and the order', () => {
    expect(
      matched(picked('b.clean.PNG'), picked('a.jpg'), picked('A.clean.png'), picked('b.jpg')),
    ).toEqual(['a.jpg > A.clean.png', 'b.jpg > b.clean.PNG']);
  });

  test('by name in two folders; the one that says clean is', () => {
    const [damaged, clean] = [picked('set/clean/a.png'), picked('set/noisy/a.jpg')];
    expect(matched(damaged, clean)).toEqual(['a.jpg > a.png']);
    expect(matched(picked('x/1/a.png'), picked('x/2/a.tif'))).toEqual(['a.png > a.tif']);
  });

  test('by order where no name is on both sides, counting as people do', () => {
    const damaged = ['in 10.png', 'in 2.png', 'in 1.png'].map((name) => picked(name, 'damaged'));
    const clean = ['z3.png', 'z1.png', 'z2.png'].map((name) => picked(name, 'clean'));
    expect(matched(...damaged, ...clean)).toEqual([
      'in 1.png > z1.png',
      'in 2.png > z2.png',
      'in 10.png > z3.png',
    ]);
  });

  test('what the person said goes before what names say', () => {
    expect(matched(picked('a.clean.png', 'damaged'), picked('a.png', 'clean'))).toEqual([
      'a.clean.png > a.png',
    ]);
  });

  test('what has no partner stays, on its side', () => {
    expect(
      matched(
        picked('a.png', 'damaged'),
        picked('a.png', 'clean'),
        picked('a.jpg', 'damaged'),
        picked('c.png', 'clean'),
      ),
    ).toEqual(['a.png > a.png', 'a.jpg > –', '– > c.png']);
    expect(matched(picked('a.png'), picked('b.png'))).toEqual(['a.png > –', 'b.png > –']);
  });

  test('are recognized by the suffix alone', () => {
    const named = (...names: string[]) => looksPaired(names.map((name) => ({ name })));
    expect(named('a.jpg', 'a.clean.png')).toBe(true);
    expect(named('a.jpg', 'b.clean.png')).toBe(false);
    expect(named('a.png', 'b.png')).toBe(false);
  });
});
