import * as Comlink from 'comlink';
import { maxPhotoPixels, maxPhotoSide } from '../imaging/decodePhoto';
import type { Rectangle, RgbaImage } from '../imaging/rgbaImage';
import { gpuBytes } from '../kernels/bufferPool';
import type { Device } from './device';
import { ComputationError, MemoryBudgetError, OutOfMemoryError, PhotoError } from './errors';
import type { RestoreReport } from './protocol';
import { precisionFor } from './residents';
import { restoreTiles } from './restoration';
import type { RestoreListener } from './rpc';
import type { Selection } from './selection';
import { planTiles, type TilePlan } from './tiling/tilePlan';
import { largestSide } from './tiling/tileRules';
import { warmUp } from './warmUp';

/** One restoration, from photo to the last tile. */
export interface RestorationJob {
  readonly image: RgbaImage;
  readonly focus: Rectangle | null;
  readonly selection: Selection;
  readonly memoryBudget: number;
  readonly listener: RestoreListener;
  /** Throws when the job has been cancelled. */
  readonly throwIfCancelled: () => void;
}

/**
 * How long the tiles in flight may keep a GPU together: as long the screen may wait for its frames
 * and the next restoration for one that was cancelled.
 */
const queueMilliseconds = 250;

/**
 * A tile too large for the GPU's memory is tried again at half the side; a photo that 16-bit numbers
 * cannot express on the way (above 65 504) in 32 bits.
 */
export async function runJob(device: Device, job: RestorationJob): Promise<RestoreReport> {
  const { image, selection, memoryBudget, listener, throwIfCancelled } = job;
  const { head } = selection;
  throwIfCancelled();
  refuseTooLargeResult(image, head.scale);
  await warmUp(device, selection, memoryBudget);
  throwIfCancelled();
  await listener.start({ width: image.width * head.scale, height: image.height * head.scale });
  let maxSide = largestSide(head, device.tileBudget);
  for (;;) {
    const plan = planned(device, job, maxSide);
    try {
      return await restorePlanned(device, job, plan);
    } catch (error) {
      if (error instanceof ComputationError && device.precision === 'f16') {
        device.leaveHalves(`16-bit numbers did not do for a photo. ${error.message}`);
        await warmUp(device, selection, memoryBudget);
        continue;
      }
      if (!(error instanceof OutOfMemoryError)) throw error;
      // The pool would hand out the buffers again whose allocation failed.
      device.trim();
      const tried = Math.max(plan.tileWidth, plan.tileHeight);
      if (tried <= head.sideMultiple || head.fixedSide !== null) throw error;
      maxSide = Math.floor(tried / 2);
    }
  }
}

function planned(
  device: Device,
  { image, selection: { head, route }, memoryBudget }: RestorationJob,
  maxSide: number,
): TilePlan {
  const plan = planTiles(image, head, {
    maxSide,
    cost: device.costOf(route),
    maxMilliseconds: device.isGpu
      ? queueMilliseconds / device.tilesInFlight
      : Number.POSITIVE_INFINITY,
    maxGpuBytes: memoryBudget - device.residentBytes,
  });
  if (plan !== null) return plan;
  const needed = device.residentBytes + (device.measured.get(route)?.[0]?.gpuBytes ?? 0);
  throw new MemoryBudgetError(
    `The weights and the smallest tile take ${Math.ceil(needed / 1e6)} MB of the GPU’s memory, more than the ${Math.floor(memoryBudget / 1e6)} MB that are allowed.`,
    'Allow more memory in the status line.',
  );
}

async function restorePlanned(
  device: Device,
  { image, focus, selection, memoryBudget, listener, throwIfCancelled }: RestorationJob,
  { grid, tileWidth, tileHeight, reason, gpuBytes: neededBytes }: TilePlan,
): Promise<RestoreReport> {
  const { head, headName, route } = selection;
  const tiles = grid.columns.length * grid.rows.length;
  const shape = `${headName} ${tileWidth}×${tileHeight}`;
  device.makeRoom(shape, route, neededBytes ?? 0, memoryBudget);

  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  let tilesDone = 0;
  let mostGpuBytes = gpuBytes();
  const workers = device.workersFor(tiles);
  const restoring = restoreTiles(
    image,
    grid,
    head.scale,
    focus,
    (input, frame) =>
      workers === null
        ? device.forward(selection, input, frame)
        : workers.forward(selection, input, (tile) => device.forwardValues(selection, tile)),
    workers?.count ?? device.tilesInFlight,
  );
  await listener.progress({ tilesDone, tiles, secondsLeft: null });
  for await (const tile of restoring) {
    tilesDone++;
    if (mostGpuBytes !== null) mostGpuBytes = Math.max(mostGpuBytes, gpuBytes() ?? 0);
    await listener.tile(Comlink.transfer(tile, [tile.data.buffer]));
    const secondsLeft = (seconds() / tilesDone) * (tiles - tilesDone);
    await listener.progress({ tilesDone, tiles, secondsLeft });
    // Also lets a cancel in, which off the GPU nothing else would.
    await new Promise((resolve) => setTimeout(resolve));
    throwIfCancelled();
  }
  return {
    width: grid.width * head.scale,
    height: grid.height * head.scale,
    scale: head.scale,
    seconds: seconds(),
    tiles,
    tileWidth,
    tileHeight,
    tileReason: reason,
    gpuBytes: mostGpuBytes,
    backend: device.backend.report.name,
    cores: workers?.count ?? null,
    precision: precisionFor(selection.network, device.precision),
  };
}

/** @throws PhotoError when the result of restoring such a photo could not be shown. */
export function refuseTooLargeResult(
  photo: { readonly width: number; readonly height: number },
  scale: number,
): void {
  const width = photo.width * scale;
  const height = photo.height * scale;
  if (width * height <= maxPhotoPixels && Math.max(width, height) <= maxPhotoSide) return;
  const megapixels = Math.floor(maxPhotoPixels / scale ** 2 / 1e6);
  throw new PhotoError(
    `Restored at ×${scale}, this photo would have ${width} × ${height} pixels, more than a browser can show.`,
    `At ×${scale}, photos may have up to ${megapixels} megapixels and ${maxPhotoSide / scale} pixels a side: reduce it first, or choose a smaller scale.`,
  );
}
