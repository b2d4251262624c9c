import { describe, expect, test } from 'vitest';
import type { PhotoRole, PickedPhoto } from './pairing';
import { type PhotoLook, pairScale, photoEntries, usableEntries } from './photoEntries';

function picked(id: number, name: string, role: PhotoRole | null = null): PickedPhoto {
  return { id, file: new File([name], name), folder: '', role };
}

function sized(width: number, height: number): PhotoLook {
  return { width, height, thumbnail: 'blob:' };
}

const needs = { patch: 64, scale: 1 };

describe('photos before training', () => {
  test('are usable where two patches fit, and named with the reason where not', () => {
    const photos = [picked(1, 'a.png'), picked(2, 'b.png'), picked(3, 'c.png'), picked(4, 'd.png')];
    const looks = new Map<number, PhotoLook>([
      [1, sized(128, 64)],
      [2, sized(127, 200)],
      [3, sized(100, 70)],
      [4, { problem: '“d.png” is empty (0 bytes).' }],
    ]);
    const entries = photoEntries('clean', photos, looks, needs);
    expect(entries.map(({ problem }) => problem)).toEqual([
      null,
      null,
      'It has 100 × 70 pixels; two patches of 64 must fit side by side.',
      '“d.png” is empty (0 bytes).',
    ]);
    expect(usableEntries(entries).map(({ name }) => name)).toEqual(['a.png', 'b.png']);
  });

  test('count an enlarged patch, of what is left after cropping to the scale', () => {
    const looks = new Map([
      [1, sized(257, 128)],
      [2, sized(255, 128)],
    ]);
    const entries = photoEntries('clean', [picked(1, 'a'), picked(2, 'b')], looks, {
      patch: 64,
      scale: 2,
    });
    expect(entries.map(({ problem }) => problem === null)).toEqual([true, false]);
  });

  test('are not usable before they were looked at', () => {
    const entries = photoEntries('clean', [picked(1, 'a.png')], new Map(), needs);
    expect(entries[0]).toMatchObject({ isPending: true, problem: null });
    expect(usableEntries(entries)).toEqual([]);
  });
});

describe('pairs before training', () => {
  const photos = [
    picked(1, 'a.png', 'damaged'),
    picked(2, 'a.png', 'clean'),
    picked(3, 'b.png', 'damaged'),
    picked(4, 'b.png', 'clean'),
    picked(5, 'c.png', 'damaged'),
  ];
  const looks = new Map([
    [1, sized(160, 80)],
    [2, sized(320, 160)],
    [3, sized(160, 80)],
    [4, sized(160, 80)],
    [5, sized(160, 80)],
  ]);

  test('tell their scale', () => {
    expect(pairScale(photos, looks)).toBe(2);
    expect(pairScale(photos.slice(2), looks)).toBe(1);
    expect(pairScale([], new Map())).toBe(1);
  });

  test('of different sizes or without a partner are named', () => {
    const entries = photoEntries('pairs', photos, looks, { patch: 64, scale: 2 });
    expect(entries.map(({ name, problem }) => [name, problem])).toEqual([
      ['a.png', null],
      [
        'b.png',
        'The pair differs in size: 160 × 80 damaged, 160 × 80 clean, where the clean one should be 2 times as large.',
      ],
      ['c.png', 'No clean photo goes with it: give it the same name, or add one.'],
    ]);
  });
});
