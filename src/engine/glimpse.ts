import type { RgbaImage } from '../imaging/rgbaImage';
import { fillTransparentColour } from '../imaging/transparentColour';
import { drawnBitmap } from '../kernels/drawnBitmap';
import * as tf from '../kernels/tf';
import type { HeadProperties } from '../networks/network';
import type { Device } from './device';
import { ComputationError } from './errors';
import type { Selection } from './selection';
import { type TileCost, valueAt } from './tiling/tileCost';
import type { Span } from './tiling/tileGrid';
import { tileInput } from './tiling/tileInput';

/** A slider that is being moved should be followed at least ten times a second. */
const longestMilliseconds = 100;
/** A smaller one would show too little; a larger one more than is looked at closely. */
const [smallestSide, mostSide] = [96, 512];

/**
 * Side of the largest square, in input pixels, that is restored as one glimpse; null where it would be
 * too small or too slow to follow a slider.
 *
 * @param maxSide of a tile on this device; maxGpuBytes beside the weights.
 */
export function glimpseSide(
  { sideMultiple, fixedSide }: HeadProperties,
  cost: TileCost,
  { maxSide, maxGpuBytes }: { readonly maxSide: number; readonly maxGpuBytes: number },
): number | null {
  const largest = Math.min(maxSide, mostSide);
  const sides =
    fixedSide === null
      ? Array.from({ length: Math.floor(largest / sideMultiple) }, (_, i) => (i + 1) * sideMultiple)
      : [fixedSide];
  const fits = (side: number) =>
    side >= smallestSide &&
    valueAt(cost.milliseconds, side ** 2) <= longestMilliseconds &&
    valueAt(cost.gpuBytes, side ** 2) <= maxGpuBytes;
  return sides.findLast(fits) ?? null;
}

/**
 * Restores a part of a photo as one tile, to be looked at only: it is drawn, not read back. WebGPU
 * only.
 *
 * @param image no side longer than a tile's may be.
 * @returns the result's colour, opaque: whoever draws it keeps what transparency there is.
 */
export async function glimpse(
  device: Device,
  selection: Selection,
  image: RgbaImage,
  memoryBudget: number,
): Promise<ImageBitmap> {
  const { head, headName, route } = selection;
  const { webgpu } = device.backend;
  if (webgpu === null) {
    throw new ComputationError('Only WebGPU draws without reading back.', 'Restore it instead.');
  }
  const padded = (length: number) =>
    head.fixedSide ?? Math.ceil(length / head.sideMultiple) * head.sideMultiple;
  const [rows, columns] = [padded(image.height), padded(image.width)];
  device.makeRoom(`${headName} ${columns}×${rows}`, route, 0, memoryBudget);
  const spans = [columns, rows].map((length) => ({ start: 0, length })) as [Span, Span];
  const values = tileInput(fillTransparentColour(image), ...spans);
  return await device.guard.watch(async () => {
    const result = tf.tidy(() => {
      const input = tf.tensor4d(values, [1, rows, columns, 3]);
      const output = tf.squeeze<tf.Tensor3D>(device.output(selection, input), [0]);
      return tf.slice(output, [0, 0, 0], [image.height * head.scale, image.width * head.scale, 3]);
    });
    const bitmap = drawnBitmap(result, image.colorSpace ?? 'srgb');
    result.dispose();
    await webgpu.device.queue.onSubmittedWorkDone();
    return bitmap;
  });
}
