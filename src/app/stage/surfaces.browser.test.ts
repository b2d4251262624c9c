import { afterEach, describe, expect, it } from 'vitest';
import { pixelPicture } from '../../imaging/pixelPicture';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { Pictures } from '../../state/photo/pictures';
import { Surfaces } from './surfaces';

const grey = (width: number, height: number, level: number, alpha = 255) =>
  pixelPicture(width, height, () => [level, level, level, alpha]);

async function bitmapOf({ data, width, height }: RgbaImage): Promise<ImageBitmap> {
  return await createImageBitmap(new ImageData(data, width, height));
}

describe('a live preview on the stage', () => {
  let surfaces: Surfaces | null = null;
  afterEach(() => surfaces?.dispose());

  /** A photo of 8×4 with a result of grey 100 on B, its right half transparent. */
  async function shown() {
    const pictures = new Pictures();
    const pixels = grey(8, 4, 10);
    const preview = await bitmapOf(pixels);
    pictures.show({ name: 'p', source: null, preview, handle: null, pixels, make: null });
    pictures.settle();
    pictures.begin(1, 'whole', 8, 4);
    const result = pixelPicture(8, 4, (x) => [100, 100, 100, x < 4 ? 255 : 0]);
    pictures.paste(1, { ...result, x: 0, y: 0 });
    pictures.finish(1);
    pictures.compare({ a: 'photo', b: 'whole' });
    surfaces = new Surfaces(pictures, () => undefined);
    const row = (y: number) => {
      const drawn = surfaces?.drawable('b') as OffscreenCanvas;
      const { data } = drawn.getContext('2d')?.getImageData(0, y, 8, 1) ?? { data: [] };
      return Array.from({ length: 8 }, (_, x) => (data[4 * x + 3] === 255 ? data[4 * x] : null));
    };
    const livePreview = async (level: number) => {
      const bitmap = await bitmapOf(grey(4, 2, level));
      pictures.showLivePreview({ bitmap, key: 'whole', x: 2, y: 1 });
    };
    return { pictures, row, livePreview };
  }
  const without = [100, 100, 100, 100, null, null, null, null];
  const withLivePreview = [100, 100, 50, 50, null, null, null, null];

  it('is seen on the result, whose transparency it leaves, and leaves no trace', async () => {
    const { pictures, row, livePreview } = await shown();
    expect(row(1)).toEqual(without);
    await livePreview(50);
    expect(row(0)).toEqual(without);
    expect(row(1)).toEqual(withLivePreview);
    expect(row(3)).toEqual(without);
    pictures.bringBack('whole');
    expect(row(1)).toEqual(without);
  });

  it('stays beneath a run until its tiles come', async () => {
    const { pictures, row, livePreview } = await shown();
    await livePreview(50);
    pictures.begin(2, 'half', 8, 4, undefined, 'whole');
    pictures.compare({ a: 'photo', b: 'half' });
    expect(row(1)).toEqual(withLivePreview);
    pictures.paste(2, { ...grey(3, 4, 60), x: 0, y: 0 });
    expect(row(1)).toEqual([60, 60, 60, 50, null, null, null, null]);
    pictures.drop(2);
    pictures.compare({ a: 'photo', b: 'whole' });
    expect(row(1)).toEqual(without);
  });
});
