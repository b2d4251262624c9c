import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pictures, UsageError } from './arguments.ts';
import { plannedResults } from './results.ts';

const toFolder = { intoFolder: true, format: null, overwrite: false };
const toFile = { intoFolder: false, format: null, overwrite: false };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'results-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function made(...names: string[]): string[] {
  return names.map((name) => {
    writeFileSync(join(root, name), 'picture');
    return join(root, name);
  });
}

describe('plannedResults', () => {
  it('gives every picture a file of its own', () => {
    const inputs = made('a.jpg', 'a.png', 'A.webp', 'b.png', 'caf\u00e9.png', 'cafe\u0301.jpg');
    const outputs = plannedResults(inputs, join(root, 'out'), toFolder).map((one) => one.output);
    expect(outputs.slice(0, 4)).toEqual(
      ['a.jpg.png', 'a.png.png', 'A.webp.png', 'b.png'].map((name) => join(root, 'out', name)),
    );
    const folded = outputs.map((output) => output.normalize('NFC').toLowerCase());
    expect(new Set(folded).size).toBe(inputs.length);
  });

  it('names two that no ending tells apart', () => {
    const inputs = made('a.jpg', 'a.png', 'a.jpg.png');
    expect(() => plannedResults(inputs, join(root, 'out'), toFolder)).toThrow(
      /a\.jpg” and “.*a\.jpg\.png” would both become/,
    );
  });

  it('never writes over an original, however it is reached, not even when told to overwrite', () => {
    const [original = ''] = made('1.png');
    const overwrite = { ...toFolder, overwrite: true };
    expect(() => plannedResults([original], root, overwrite)).toThrow('one of the originals');
    expect(() => plannedResults([original], original, { ...toFile, overwrite: true })).toThrow(
      'one of the originals',
    );
    symlinkSync(root, join(root, 'link'));
    expect(() => plannedResults([original], join(root, 'link'), overwrite)).toThrow(
      'one of the originals',
    );
  });

  it('refuses a file as the place for the results of a folder', () => {
    const [input = '', file = ''] = made('1.jpg', 'notes.txt');
    const overwrite = { ...toFolder, overwrite: true };
    expect(() => plannedResults([input], file, overwrite)).toThrow('is a file');
  });

  it('keeps files that are there, unless it is told to overwrite', () => {
    const [input = '', output = ''] = made('1.jpg', 'result.png');
    expect(() => plannedResults([input], output, toFile)).toThrow('would be overwritten');
    const planned = plannedResults([input], output, { ...toFile, overwrite: true });
    expect(planned).toEqual([{ input, output, format: 'png' }]);
  });

  it.each([
    ['out.png', 'png'],
    ['out.JPG', 'jpeg'],
    ['out.jpeg', 'jpeg'],
    ['out.webp', 'webp'],
    ['out.avif', 'avif'],
  ])('writes %s as what its ending says', (name, format) => {
    const [input = ''] = made('in.png');
    expect(plannedResults([input], join(root, name), toFile)[0]?.format).toBe(format);
  });

  it('refuses an ending that is no picture, or another than was asked for', () => {
    const [input = ''] = made('in.png');
    for (const name of ['out.gif', 'out', 'out.png.txt']) {
      expect(() => plannedResults([input], join(root, name), toFile)).toThrow(UsageError);
    }
    const asWebp = { ...toFile, format: 'webp' } as const;
    expect(() => plannedResults([input], join(root, 'out.png'), asWebp)).toThrow('webp');
    const planned = plannedResults([input], join(root, 'out'), { ...toFolder, format: 'avif' });
    expect(planned[0]?.output).toBe(join(root, 'out', 'in.avif'));
  });
});

describe('pictures', () => {
  it('leaves out of a folder what only looks like a picture, by name', () => {
    made('2.png', '1.JPG', '._1.jpg', 'notes.txt');
    mkdirSync(join(root, 'x.png'));
    writeFileSync(join(root, 'empty.webp'), '');
    symlinkSync(join(root, 'nowhere'), join(root, 'gone.png'));
    const { files, leftOut } = pictures(root);
    expect(files).toEqual([join(root, '1.JPG'), join(root, '2.png')]);
    expect(leftOut).toEqual([
      { file: join(root, '._1.jpg'), reason: 'a hidden file', isBroken: false },
      { file: join(root, 'empty.webp'), reason: 'empty', isBroken: true },
      { file: join(root, 'gone.png'), reason: 'a link that leads nowhere', isBroken: true },
      { file: join(root, 'x.png'), reason: 'not a file', isBroken: false },
    ]);
    expect(() => pictures(join(root, 'x.png'))).toThrow('holds no picture');
  });
});
