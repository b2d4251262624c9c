import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mirror } from '../imaging/mirror';
import { pixelPicture } from '../imaging/pixelPicture';
import { seededRandom } from '../imaging/random';
import type { RgbaImage } from '../imaging/rgbaImage';
import { type Frame, framedPixels } from '../kernels/framedPixels';
import * as tf from '../kernels/tf';
import { Constants } from '../networks/constants';
import { Parameters } from '../networks/parameters';
import { fetchBackbone } from './backboneFolder';
import { startBackend } from './backends/startBackend';
import { DeviceGuard } from './deviceGuard';
import { ComputationError } from './errors';
import {
  disposeResident,
  type ResidentAdapter,
  type ResidentBackbone,
  residentAdapter,
  residentBackbone,
} from './residents';
import { restoreTiles } from './restoration';
import {
  adapterFile,
  backboneUrl,
  largestDifference,
  noisyScene,
  ResultCollector,
} from './testRestoration';
import { framedTile, isWorthFraming } from './tiling/framedTile';
import { type TileGrid, tileGrid } from './tiling/tileGrid';

describe('a picture restored in tiles', () => {
  const constants = new Constants();
  const guard = new DeviceGuard(null);
  let backbone: ResidentBackbone;
  let adapter: ResidentAdapter;
  beforeAll(async () => {
    await startBackend('wasm');
    const { config, model } = await fetchBackbone(backboneUrl);
    backbone = await residentBackbone(config, model);
    const bytes = await (await adapterFile('denoise-25')).arrayBuffer();
    adapter = residentAdapter('a', new Uint8Array(bytes), backbone);
  });
  afterAll(() => {
    constants.clear();
    disposeResident(adapter);
    disposeResident(backbone);
  });

  const forward = (input: tf.Tensor4D) => {
    const parameters = new Parameters([adapter.tensors, backbone.tensors]);
    return guard.read(() => backbone.network.forward(input, 'x1', parameters, constants));
  };

  async function restore(image: RgbaImage, grid: TileGrid): Promise<RgbaImage> {
    const collector = new ResultCollector();
    collector.start(image);
    for await (const tile of restoreTiles(image, grid, 1, null, forward, 1)) collector.tile(tile);
    return collector.image;
  }

  const green = ({ width, data }: RgbaImage, x: number, y: number) =>
    data[(y * width + x) * 4 + 1] ?? Number.NaN;

  it('is the whole picture’s restoration, without a seam', async () => {
    const { noisy } = await noisyScene(224, 128);
    const whole = await restore(noisy, tileGrid(224, 128, rules(256)));
    const grid = tileGrid(224, 128, rules(128));
    expect(grid.columns).toEqual([
      { start: 0, length: 128 },
      { start: 96, length: 128 },
    ]);
    const tiled = await restore(noisy, grid);

    const difference = (x: number, y: number) => green(tiled, x, y) - green(whole, x, y);
    // The network sees less of the picture in a tile, so some grey levels differ, but few.
    let squares = 0;
    /** Mean square of the step in `difference` from each column to the next. */
    const steps = new Float64Array(223);
    for (let y = 0; y < 128; y++) {
      for (let x = 0; x < 224; x++) squares += difference(x, y) ** 2;
      for (let x = 0; x < 223; x++) {
        steps[x] = (steps[x] ?? 0) + (difference(x + 1, y) - difference(x, y)) ** 2 / 128;
      }
    }
    expect(Math.sqrt(squares / (224 * 128))).toBeLessThan(2);

    // Where a tile begins or ends, that difference makes no step that it does not make elsewhere.
    const typical = steps.toSorted()[Math.floor(0.9 * steps.length)] ?? 0;
    for (const border of [95, 127]) {
      for (const x of [border - 1, border, border + 1]) {
        expect(steps[x], `step at ${x}; elsewhere ${typical}`).toBeLessThan(2 * typical + 0.5);
      }
    }
    // The measure would see a seam: the tile's own rim, put beside the whole, is such a step.
    const left = await restore(crop(noisy, 128, 128), tileGrid(128, 128, rules(128)));
    let seam = 0;
    for (let y = 0; y < 128; y++) seam += (green(left, 127, y) - green(whole, 127, y)) ** 2 / 128;
    expect(seam).toBeGreaterThan(2 * typical + 0.5);
  });

  it('is mirrored where a tile reaches beyond it, and cut back', async () => {
    const { noisy } = await noisyScene(70, 50);
    const mirrored = pixelPicture(128, 64, (x, y) => {
      const from = (mirror(y, 50) * 70 + mirror(x, 70)) * 4;
      return [...noisy.data.subarray(from, from + 4)] as [number, number, number, number];
    });
    const byHand = crop(await restore(mirrored, tileGrid(128, 64, rules(128))), 70, 50);
    const restored = await restore(noisy, tileGrid(70, 50, rules(128)));
    expect(restored).toMatchObject({ width: 70, height: 50 });
    expect(largestDifference(restored, byHand)).toBe(0);
  });

  it('is refused where the network gives what is not a number', async () => {
    const { noisy } = await noisyScene(20, 20);
    const grid = tileGrid(20, 20, rules(64));
    const broken = async () => {
      const values = new Float32Array(64 * 64 * 3).fill(0.5);
      values[10] = Number.NaN;
      return values;
    };
    const tiles = restoreTiles(noisy, grid, 1, null, broken, 1);
    await expect(tiles.next()).rejects.toBeInstanceOf(ComputationError);
  });

  it('starts a tile before the one before it is read, and is the same', async () => {
    const { noisy } = await noisyScene(224, 64);
    const grid = tileGrid(224, 64, rules(64));
    /** Doubles the picture's contrast; the later a tile begins, the sooner it is done. */
    const told: string[] = [];
    let begun = 0;
    const slow = (input: tf.Tensor4D) => {
      const number = ++begun;
      told.push(`begin ${number}`);
      const values = input.dataSync<'float32'>().map((x) => 2 * x - 0.5);
      return new Promise<Float32Array>((resolve) => {
        setTimeout(() => resolve(values), number % 2 === 0 ? 0 : 20);
      });
    };
    const results: RgbaImage[] = [];
    for (const inFlight of [1, 2]) {
      begun = 0;
      told.splice(0);
      const collector = new ResultCollector();
      collector.start(noisy);
      for await (const tile of restoreTiles(noisy, grid, 1, null, slow, inFlight)) {
        told.push(`shown ${collector.tiles.length + 1}`);
        collector.tile(tile);
      }
      expect(told.slice(0, 4)).toEqual(
        inFlight === 1
          ? ['begin 1', 'shown 1', 'begin 2', 'shown 2']
          : ['begin 1', 'begin 2', 'shown 1', 'begin 3'],
      );
      results.push(collector.image);
    }
    const [one, two] = results as [RgbaImage, RgbaImage];
    expect(largestDifference(one, noisy)).toBeGreaterThan(20);
    expect(largestDifference(one, two)).toBe(0);
  });

  it('ends, when it is stopped, with the tiles in flight landed', async () => {
    const { noisy } = await noisyScene(224, 64);
    let landed = 0;
    const failing = async (input: tf.Tensor4D) => {
      const values = input.dataSync<'float32'>();
      await new Promise((resolve) => setTimeout(resolve, 20));
      landed++;
      if (landed === 2) throw new ComputationError('', '');
      return values;
    };
    const tiles = restoreTiles(noisy, tileGrid(224, 64, rules(64)), 1, null, failing, 2);
    await tiles.next();
    // Nobody ever awaits the second tile, which fails: that is no error of the page.
    await tiles.return(undefined);
    expect(landed).toBe(2);
  });

  function rules(maxSide: number) {
    return { maxSide, sideMultiple: 64, fixedSide: null, overlap: 32 };
  }

  function crop(image: RgbaImage, width: number, height: number): RgbaImage {
    const data = new Uint8ClampedArray(width * height * 4);
    for (let y = 0; y < height; y++) {
      const from = y * image.width * 4;
      data.set(image.data.subarray(from, from + width * 4), y * width * 4);
    }
    return { width, height, data };
  }
});

describe('a picture whose tiles come as bytes with a frame of numbers', () => {
  const { restored, restoredFrom, failing, frames } = framedRestorations();
  afterAll(() => startBackend('cpu'));

  it('is the same to the byte, at every step', async () => {
    const numbers = await restored(false);
    const bytes = await restored(true);
    expect(frames()).toBeGreaterThan(0);
    expect(bytes.tiles.map((tile) => tile.data.length)).toEqual(
      numbers.tiles.map((tile) => tile.data.length),
    );
    for (const [index, tile] of bytes.tiles.entries()) {
      expect(tile, `tile ${index}`).toEqual(numbers.tiles[index]);
    }
    // Neighbours differ, so that something is blended.
    expect(largestDifference(bytes.image, restoredFrom())).toBeGreaterThan(20);
  });

  it('is refused where a byte stands for what is not a number', async () => {
    await expect(failing()).rejects.toBeInstanceOf(ComputationError);
  });
});

/** Tiles whose brightness depends on what they cover, computed on the software adapter. */
function framedRestorations() {
  const random = seededRandom(7);
  const picture = pixelPicture(240, 166, () => {
    const [r, g, b, a] = [random.below(256), random.below(256), random.below(256), 255];
    return [r, g, b, random.uniform() < 0.1 ? 0 : a];
  });
  const rules = { maxSide: 96, sideMultiple: 16, fixedSide: null, overlap: 16 };
  const grid = tileGrid(picture.width, picture.height, rules);
  let framed = 0;

  async function run(areBytes: boolean, isBroken: boolean) {
    const { webgpu } = await startBackend('webgpu');
    const guard = new DeviceGuard(webgpu);
    const brightened = (input: tf.Tensor4D) => {
      const y = tf.add(tf.mul(input, 1.4), tf.sub(tf.mul(tf.mean(input), 3), 1.9));
      return (isBroken ? tf.div(y, tf.zerosLike(y)) : y) as tf.Tensor4D;
    };
    const forward = async (input: tf.Tensor4D, frame: Frame) => {
      const [, height, width] = input.shape;
      if (!areBytes || !isWorthFraming(width, height, frame)) {
        return await guard.read(() => brightened(input));
      }
      framed++;
      const words = await guard.read<Int32Array<ArrayBuffer>>(() =>
        framedPixels(brightened(input), frame),
      );
      return framedTile(words, width, height, frame);
    };
    const collector = new ResultCollector();
    collector.start(picture);
    for await (const tile of restoreTiles(picture, grid, 1, null, forward, 2)) collector.tile(tile);
    return collector;
  }

  return {
    restored: (areBytes: boolean) => run(areBytes, false),
    failing: () => run(true, true),
    restoredFrom: () => picture,
    frames: () => framed,
  };
}
