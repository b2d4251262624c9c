import { expect, test } from 'vitest';
import { degradedFileName, fileNameOf, resultFileName } from './fileNames';

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
