import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pixelPicture } from '../imaging/pixelPicture';
import type { RgbaImage } from '../imaging/rgbaImage';
import type { Choice } from './protocol';
import { failure, largestDifference, loadPublished, ResultCollector } from './testRestoration';
import { WorkerEngine } from './workerEngine';

describe('a live preview', () => {
  const engine = new WorkerEngine();
  const readBack = GPUBuffer.prototype.mapAsync;
  let readBacks = 0;
  let choice: Choice;
  beforeAll(async () => {
    GPUBuffer.prototype.mapAsync = function (mode, offset, size) {
      if (mode === GPUMapMode.READ) readBacks++;
      return readBack.call(this, mode, offset, size);
    };
    await engine.start({ backend: 'webgpu' });
    const { adapters } = await loadPublished(engine, ['sr-x2']);
    choice = { kind: 'adapter', id: adapters['sr-x2'].id };
    await engine.select(choice);
  });
  afterAll(async () => {
    GPUBuffer.prototype.mapAsync = readBack;
    await engine.restart({ backend: 'cpu' });
  });

  const photo = pixelPicture(20, 14, (x, y) => [12 * x, 255 - 18 * y, (x * y) % 256, 255]);
  const { id } = engine.keepPhoto(photo);
  const whole = { x: 0, y: 0, width: 20, height: 14 };

  /** As a page draws it. */
  function drawn(bitmap: ImageBitmap, colorSpace: PredefinedColorSpace): RgbaImage {
    const { width, height } = bitmap;
    const drawing = new OffscreenCanvas(width, height).getContext('2d', { colorSpace });
    if (drawing === null) throw new Error('There is no 2D canvas.');
    drawing.drawImage(bitmap, 0, 0);
    return { width, height, data: drawing.getImageData(0, 0, width, height).data };
  }

  it('shows what a restoration would give, and reads nothing back', async () => {
    const collector = new ResultCollector();
    await engine.restore(1, id, null, collector);
    readBacks = 0;
    const bitmap = await engine.livePreview(id, whole, choice);
    expect(readBacks).toBe(0);
    expect([bitmap.width, bitmap.height]).toEqual([40, 28]);
    expect(largestDifference(drawn(bitmap, 'srgb'), collector.image)).toBeLessThanOrEqual(1);

    const strong = await engine.livePreview(id, whole, { ...choice, strength: 8 } as Choice);
    expect(largestDifference(drawn(strong, 'srgb'), collector.image)).toBeGreaterThan(3);
    // What is selected stays so.
    const again = new ResultCollector();
    await engine.restore(2, id, null, again);
    expect(largestDifference(again.image, collector.image)).toBe(0);
  });

  it('has the colours of the photo’s own space', { tags: 'thorough' }, async () => {
    const inSrgb = drawn(await engine.livePreview(id, whole, choice), 'srgb');
    const wide = { ...photo, colorSpace: 'display-p3' } as const;
    const bitmap = await engine.livePreview(engine.keepPhoto(wide).id, whole, choice);
    expect(largestDifference(drawn(bitmap, 'display-p3'), inSrgb)).toBeLessThanOrEqual(1);
    expect(largestDifference(drawn(bitmap, 'srgb'), inSrgb)).toBeGreaterThan(5);
  });

  it('leaves no tensors behind, and is refused off WebGPU', { tags: 'thorough' }, async () => {
    const { tensors } = await engine.memory();
    await engine.livePreview(id, whole, choice);
    expect((await engine.memory()).tensors).toBe(tensors);
    await engine.restart({ backend: 'cpu' });
    expect(await failure(engine.livePreview(id, whole, choice))).toMatchObject({
      message: expect.stringContaining('WebGPU'),
    });
  });
});
