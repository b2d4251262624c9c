import * as Comlink from 'comlink';
import { cropToMultiple } from '../../imaging/cubicResize';
import { degrade } from '../../imaging/degradation/degrade';
import type { Recipe } from '../../imaging/degradation/recipe';
import { recipeScale } from '../../imaging/degradation/recipeReach';
import type { RgbaImage } from '../../imaging/rgbaImage';

let clean: RgbaImage | null = null;

const api = {
  /** @param pixels the bytes of its `data`. */
  async setClean(image: Omit<RgbaImage, 'data'>, pixels: Blob): Promise<void> {
    clean = { ...image, data: new Uint8ClampedArray(await pixels.arrayBuffer()) };
  },

  /** `cropped` is null where nothing had to be cut off. */
  async degrade(recipe: Recipe, seed: number) {
    if (clean === null) throw new Error('There is no picture to degrade.');
    const target = cropToMultiple(clean, recipeScale(recipe));
    const pixels = await degrade(target, recipe, seed);
    const { data, width, height, colorSpace = 'srgb' } = pixels;
    const preview = await createImageBitmap(new ImageData(data, width, height, { colorSpace }));
    const cropped = target === clean ? null : target;
    const moved: Transferable[] = [data.buffer, preview];
    if (cropped !== null) moved.push(cropped.data.buffer);
    return Comlink.transfer({ pixels, preview, cropped }, moved);
  },
};

export type DegraderWorkerApi = typeof api;

Comlink.expose(api);
