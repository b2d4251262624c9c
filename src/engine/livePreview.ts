import type { RgbaImage } from '../imaging/rgbaImage';
import { fillTransparentColour } from '../imaging/transparentColour';
import { drawnBitmap } from '../kernels/drawnBitmap';
import * as tf from '../kernels/tf';
import type { HeadProperties } from '../networks/network';
import type { Device } from './device';
import { ComputationError } from './errors';
import type { Selection } from './selection';
import { type TileCost, valueAt } from './tiling/tileCost';
import { tileGrid } from './tiling/tileGrid';
import { tileInput } from './tiling/tileInput';
import { largestSide, tileSides } from './tiling/tileRules';

/** A slider that is being moved should be followed at least ten times a second. */
const longestMilliseconds = 100;
/** A smaller one would show too little; a larger one more than is looked at closely. */
const [smallestSide, mostSide] = [96, 512];

/**
 * Side of the largest square, in input pixels, that is restored as one live preview; null where there is
 * none, or it could not follow a slider.
 */
export function livePreviewSide(
  device: Device,
  { head, route }: Selection,
  memoryBudget: number,
): number | null {
  const cost = device.costOf(route);
  // A canvas that a software adapter draws on ends Chromium's GPU process.
  if (cost === null || !device.isGpu) return null;
  const maxSide = largestSide(head, device.tileBudget);
  return affordableSide(head, cost, maxSide, memoryBudget - device.residentBytes);
}

/** @param maxSide of a tile on this device; maxGpuBytes beside the weights. */
export function affordableSide(
  head: HeadProperties,
  cost: TileCost,
  maxSide: number,
  maxGpuBytes: number,
): number | null {
  const fits = (side: number) =>
    side >= smallestSide &&
    side <= mostSide &&
    valueAt(cost.milliseconds, side ** 2) <= longestMilliseconds &&
    valueAt(cost.gpuBytes, side ** 2) <= maxGpuBytes;
  return tileSides(head, maxSide).findLast(fits) ?? null;
}

/**
 * Restores a part of a photo as one tile, to be looked at only: it is drawn, not read back. WebGPU
 * only.
 *
 * @param image no side longer than a tile's may be.
 * @returns the result's colour, opaque: whoever draws it keeps what transparency there is.
 */
export async function livePreview(
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
  const { width, height } = image;
  const maxSide = Math.max(width, height);
  const { columns, rows } = tileGrid(width, height, { ...head, maxSide, overlap: 0 });
  const [across, down] = [columns[0], rows[0]];
  if (across === undefined || down === undefined) throw new RangeError('There is no such tile.');
  const cost = device.costOf(route);
  const neededBytes = cost === null ? 0 : valueAt(cost.gpuBytes, across.length * down.length);
  const shape = `${headName} ${across.length}×${down.length}`;
  device.makeRoom(shape, route, neededBytes, memoryBudget);
  const values = tileInput(fillTransparentColour(image), across, down);
  return await device.guard.watch(async () => {
    const result = tf.tidy(() => {
      const input = tf.tensor4d(values, [1, down.length, across.length, 3]);
      const output = tf.squeeze<tf.Tensor3D>(device.output(selection, input), [0]);
      return tf.slice(output, [0, 0, 0], [height * head.scale, width * head.scale, 3]);
    });
    try {
      const bitmap = drawnBitmap(result, image.colorSpace ?? 'srgb');
      await webgpu.device.queue.onSubmittedWorkDone();
      return bitmap;
    } finally {
      result.dispose();
    }
  });
}
