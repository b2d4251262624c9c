import { expect, test } from 'vitest';
import { degradedFileName, fileNameOf, freeName, numbered, resultFileName } from './fileNames';

test('a result is named after its photo and its adapter', () => {
  expect(resultFileName('harbour.jpeg', 'denoise-25', 'png')).toBe('harbour-denoise-25.png');
  expect(degradedFileName('harbour.jpeg')).toBe('harbour-degraded.jpeg');
  expect(degradedFileName('scan')).toBe('scan-degraded');
  expect(resultFileName('a.b.png', 'x', 'png')).toBe('a.b-x.png');
  expect(resultFileName('.png', 'x', 'png')).toBe('photo-x.png');
  expect(resultFileName('scan', 'night / rain', 'png')).toBe('scan-night-rain.png');
});

test('a file is named so that every system takes it', () => {
  expect(fileNameOf('my: album', 'adapter', 'safetensors')).toBe('my-album.safetensors');
  expect(fileNameOf('...', 'adapter', 'safetensors')).toBe('adapter.safetensors');
});

test('a name hides nothing and fits every system', () => {
  const name = (photo: string) => resultFileName(photo, 'x', 'png');
  expect(name('holiday\u202egpj.exe.png')).toBe('holidaygpj.exe-x.png');
  expect(name('a\u0000\u0007\u200b\ufeffb\u2066.jpg')).toBe('ab-x.png');
  expect(name('two\nlines.jpg')).toBe('two-lines-x.png');
  expect(resultFileName('con.png', '', 'png', '{name}.{ext}')).toBe('con-.png');
  expect(fileNameOf('COM1', 'adapter', 'safetensors')).toBe('COM1-.safetensors');
  expect(fileNameOf('console', 'adapter', 'safetensors')).toBe('console.safetensors');
  const long = name(`${'日本語'.repeat(60)}.jpg`);
  expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(240);
  expect(long).toMatch(/^(日本語)+日?本?\.png$/);
  const families = resultFileName(`${'👨‍👩‍👧'.repeat(30)}.jpg`, '', 'png', '{name}.{ext}');
  expect(new TextEncoder().encode(families).length).toBeLessThanOrEqual(240);
});

test('no two names are one to a system that ignores case or Unicode’s form', () => {
  expect(freeName('img_1.png', ['IMG_1.png'])).toBe('img_1 (2).png');
  expect(freeName('cafe\u0301.png', ['caf\u00e9.png', 'CAF\u00c9 (2).PNG'])).toBe(
    'cafe\u0301 (3).png',
  );
  expect(freeName('a.png', ['b.png'])).toBe('a.png');
  expect(numbered('leaves', 3)).toBe('leaves (3)');
});
