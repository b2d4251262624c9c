import { afterEach, describe, expect, it, vi } from 'vitest';
import { readPixelsByCanvas, readPixelsByWebgl } from './bitmapPixels';
import { encodePng } from './encodePng';
import { pixelPicture } from './pixelPicture';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('readPixelsByCanvas and readPixelsByWebgl', () => {
  it('agree on an opaque bitmap of several tiles', async () => {
    const picture = pixelPicture(3000, 3001, (x, y) => [x & 255, y & 255, (x * y) & 255, 255]);
    const bitmap = await createImageBitmap(new Blob([encodePng(picture)]));
    const [canvas, webgl] = [readPixelsByCanvas(bitmap), readPixelsByWebgl(bitmap)];
    expect(canvas.data.every((value, i) => value === picture.data[i])).toBe(true);
    expect(webgl?.data.every((value, i) => value === picture.data[i])).toBe(true);
    bitmap.close();
  });

  it('leave no WebGL context behind, of which a browser keeps only a few', async () => {
    const bitmap = await createImageBitmap(
      new Blob([encodePng(pixelPicture(4, 4, () => [9, 9, 9, 255]))]),
    );
    const getContext = vi.spyOn(OffscreenCanvas.prototype, 'getContext');
    readPixelsByWebgl(bitmap);
    const context = getContext.mock.results[0]?.value;
    expect(context).toBeInstanceOf(WebGL2RenderingContext);
    expect((context as unknown as WebGL2RenderingContext).isContextLost()).toBe(true);
    bitmap.close();
  });

  it('keep see-through strips apart on the canvas', async () => {
    const picture = pixelPicture(2048, 2100, (_, y) => [0, 255, 0, y % 2 === 0 ? 128 : 255]);
    const bitmap = await createImageBitmap(new Blob([encodePng(picture)]));
    const { data } = readPixelsByCanvas(bitmap);
    expect(data.every((value, i) => Math.abs(value - (picture.data[i] as number)) < 2)).toBe(true);
    bitmap.close();
  });
});
