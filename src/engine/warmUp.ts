import { gpuBytes } from '../kernels/bufferPool';
import { framedPixels, noFrame } from '../kernels/framedPixels';
import { compileAhead } from '../kernels/parallelCompilation';
import * as tf from '../kernels/tf';
import { Constants } from '../networks/constants';
import type { Device } from './device';
import { livePreviewSide } from './livePreview';
import type { WarmUpReport } from './protocol';
import type { Selection } from './selection';
import { valueAt } from './tiling/tileCost';
import { largestSide, overlapOf } from './tiling/tileRules';

/**
 * Side that the larger measured tile has at most: long enough for its time to tell, a few tens of
 * milliseconds on a middling GPU.
 */
const measuredSide = 256;
const timings = 3;

/**
 * Compiles what a selection runs through, all pipelines side by side, and measures what its tiles
 * take: the smallest that the network takes, and on a real GPU a larger one. Done once for each
 * route; off WebGPU there is nothing to compile and no memory to measure.
 */
export async function warmUp(
  device: Device,
  selection: Selection,
  memoryBudget: number,
): Promise<WarmUpReport> {
  const begun = performance.now();
  let pipelines = 0;
  if (device.backend.webgpu !== null && !device.measured.has(selection.route)) {
    const { head, route } = selection;
    const smallest = head.fixedSide ?? head.sideMultiple;
    pipelines = await compiled(device, selection, smallest);
    const measured = [await measuredTile(device, selection, smallest)];
    device.measured.set(route, measured);
    const larger = largerSide(device, selection, memoryBudget);
    if (larger > smallest) {
      pipelines += await compiled(device, selection, larger);
      measured.push(await measuredTile(device, selection, larger));
    }
    device.trim();
  }
  return {
    milliseconds: performance.now() - begun,
    pipelines,
    livePreviewSide: livePreviewSide(device, selection, memoryBudget),
  };
}

/** Side of the second tile to measure; 0 for none. */
function largerSide(device: Device, { head, route }: Selection, memoryBudget: number): number {
  if (!device.isGpu || head.fixedSide !== null) return 0;
  const cost = device.costOf(route);
  if (cost === null) return 0;
  const largest = Math.min(measuredSide, largestSide(head, device.tileBudget));
  const room = memoryBudget - device.residentBytes;
  for (let side = largest - (largest % head.sideMultiple); side > 0; side -= head.sideMultiple) {
    if (valueAt(cost.gpuBytes, side ** 2) <= room) return side;
  }
  return 0;
}

async function compiled(device: Device, selection: Selection, side: number): Promise<number> {
  // Nothing is computed while compiling: what would be kept in these holds no values.
  const constants = new Constants();
  const made = await compileAhead(() =>
    framedPixels(device.output(selection, tf.zeros([1, side, side, 3]), constants), noFrame),
  );
  constants.clear();
  return made;
}

/** The median of a few times on a GPU, the first run not counted; elsewhere the time of one. */
async function measuredTile(device: Device, selection: Selection, side: number) {
  const values = Float32Array.from({ length: side * side * 3 }, (_, i) => (i % 251) / 250);
  // As a tile in the middle of a photo has it.
  const rim = overlapOf(selection.head, side) * selection.head.scale;
  const frame = { top: rim, right: rim, bottom: rim, left: rim };
  device.trim();
  const resident = device.residentBytes;
  const run = async () => {
    const begun = performance.now();
    const input = tf.tensor4d(values, [1, side, side, 3]);
    const output = device.forward(selection, input, frame);
    input.dispose();
    await output;
    return performance.now() - begun;
  };
  await run();
  // Some buffers come free with a later submission only: the pool is full after the second run.
  const count = device.isGpu ? timings : 1;
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(await run());
  const milliseconds = times.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? 0;
  const pixels = side ** 2;
  const besides = bytesBesides(selection.head.scale, device.tilesInFlight) * pixels;
  return { pixels, milliseconds, gpuBytes: (gpuBytes() ?? 0) - resident + besides };
}

/**
 * What a measured tile does not show, for each input pixel: the buffer its input is uploaded through,
 * which is given back when that is done, and input, result and read-back of each further tile in
 * flight. Activations are shared, for the queue runs one tile after the other.
 */
function bytesBesides(scale: number, tilesInFlight: number): number {
  const input = 4 * 3;
  const result = 4 * 3 * scale ** 2;
  // Bytes and, at most, all numbers; and the buffer that they are read back through.
  const framed = 4 * scale ** 2 + result;
  return input + (tilesInFlight - 1) * (input + result + 2 * framed);
}
