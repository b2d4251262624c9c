import { describe, expect, it } from 'vitest';
import { renderDeadLeaves } from '../deadLeavesScene';
import { degrade } from '../degradation/degrade';
import type { RgbaImage } from '../rgbaImage';
import { jpegFileQuality } from './jpegQuality';
import { estimatePhoto } from './photoEstimates';

const scenes = [1, 2, 3].map((seed) => renderDeadLeaves({ width: 320, height: 256, seed }));

async function jpegFile({ width, height, data }: RgbaImage, quality: number) {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 });
  return new Uint8Array(await blob.arrayBuffer());
}

function saved(scene: RgbaImage, ...qualities: number[]) {
  const recipe = qualities.map((quality) => ({ kind: 'jpeg' as const, quality }));
  return degrade(scene, recipe, 1);
}

describe('the quality of a JPEG', () => {
  it('is exactly what its file says', async () => {
    const [scene] = scenes;
    if (scene === undefined) throw new Error('There is no scene.');
    for (const quality of [5, 10, 30, 50, 75, 92, 100]) {
      expect(jpegFileQuality(await jpegFile(scene, quality))).toBe(quality);
    }
  });

  it('shows in its pixels within a factor of 2, and not where it was good', async () => {
    for (const scene of scenes) {
      for (const quality of [10, 30]) {
        const { jpeg } = estimatePhoto(await saved(scene, quality), null);
        expect(jpeg?.from).toBe('pixels');
        expect(jpeg?.quality).toBeGreaterThan(quality / 2);
        expect(jpeg?.quality).toBeLessThan(quality * 2);
      }
      expect(estimatePhoto(await saved(scene, 95), null).jpeg).toBeNull();
      expect(estimatePhoto(scene, null).jpeg).toBeNull();
    }
  });

  it('is that of the worse save, where the last one was careful', async () => {
    for (const scene of scenes) {
      const twice = await saved(scene, 15, 95);
      const { jpeg } = estimatePhoto(twice, await jpegFile(twice, 95));
      expect(jpeg?.from).toBe('pixels');
      expect(jpeg?.quality).toBeLessThan(40);
    }
  });

  it('leaves noise to be told: σ 20 within 5 at quality 75 and 92', async () => {
    for (const scene of scenes) {
      const noisy = await degrade(scene, [{ kind: 'gaussian-noise', sigma: 20 }], 3);
      for (const quality of [75, 92]) {
        const file = await jpegFile(noisy, quality);
        const { noise } = estimatePhoto(await saved(noisy, quality), file);
        expect(noise?.from).toBe('blocks');
        expect(Math.abs((noise?.sigma ?? 0) - 20)).toBeLessThan(5);
      }
    }
  });
});
