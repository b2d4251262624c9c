import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pixelPicture } from '../imaging/pixelPicture';
import type { RgbaImage } from '../imaging/rgbaImage';
import { psnr } from '../metrics/psnr';
import { createEngine } from './client';
import type { Engine } from './engine';
import { NotLoadedError } from './errors';
import type { MemoryReport } from './protocol';
import {
  type AdapterName,
  adapterFile,
  backboneUrl,
  choose,
  failure,
  type Loaded,
  largestDifference,
  loadedEngine,
  noisyScene,
  plainPicture,
  ResultCollector,
  restored,
} from './testRestoration';

describe('the engine on WebAssembly', () => {
  let loaded: Loaded;
  let engine: Engine;
  beforeAll(async () => {
    loaded = await loadedEngine('wasm');
    engine = loaded.engine;
  });
  afterAll(() => engine.dispose());

  it('takes noise off', async () => {
    const { clean, noisy } = await noisyScene(192, 128);
    await choose(engine, loaded.adapters['denoise-25']);
    const { image, report } = await restored(engine, { image: noisy });
    expect(report).toMatchObject({ width: 192, height: 128, scale: 1, backend: 'wasm', tiles: 1 });
    const before = psnr(noisy, clean, { channels: 'rgb' });
    const after = psnr(image, clean, { channels: 'rgb' });
    // σ = 25 is 20.2 dB, a little more where black and white clip it.
    expect(before).toBeGreaterThan(19);
    expect(before).toBeLessThan(22);
    expect(after - before).toBeGreaterThan(4);
  });

  it('gives a result of its own with each adapter, and with none', async () => {
    const { noisy } = await noisyScene(64, 64);
    const { 'denoise-25': denoise, 'deblur-gaussian': deblur, 'sr-x2': enlarge } = loaded.adapters;
    const results: RgbaImage[] = [];
    for (const adapter of [denoise, deblur]) {
      await choose(engine, adapter);
      results.push((await restored(engine, { image: noisy })).image);
    }
    await engine.select({ kind: 'backbone', head: 'x1' });
    results.push((await restored(engine, { image: noisy })).image);
    const [denoised, deblurred, plain] = results as [RgbaImage, RgbaImage, RgbaImage];
    expect(largestDifference(denoised, deblurred)).toBeGreaterThan(20);
    expect(largestDifference(deblurred, plain)).toBeGreaterThan(20);
    // The backbone itself learnt to take off noise, so this adapter adds but a little.
    expect(largestDifference(denoised, plain)).toBeGreaterThan(0);

    const { noisy: small } = await noisyScene(16, 24);
    await choose(engine, enlarge);
    const enlarged = (await restored(engine, { image: small })).image;
    expect(enlarged).toMatchObject({ width: 32, height: 48 });
    await engine.select({ kind: 'backbone', head: 'x2' });
    const withoutAdapter = (await restored(engine, { image: small })).image;
    expect(largestDifference(enlarged, withoutAdapter)).toBeGreaterThan(0);
    await engine.select({ kind: 'backbone', head: 'x4' });
    const { report } = await restored(engine, { image: plainPicture(5, 3) });
    expect(report).toMatchObject({ width: 20, height: 12, scale: 4 });
  });

  it('describes the adapters it loaded', async () => {
    const size = async (name: AdapterName) => (await adapterFile(name)).size;
    expect(Object.values(loaded.adapters)).toMatchObject([
      { id: 'adapter-1', task: 'denoise', head: 'x1', scale: 1, bytes: await size('denoise-25') },
      { id: 'adapter-2', task: 'deblur', head: 'x1', bytes: await size('deblur-gaussian') },
      { id: 'adapter-3', task: 'super-resolution', head: 'x2', bytes: await size('sr-x2') },
    ]);
  });

  it('keeps adapters resident: choosing one uploads nothing', async () => {
    const before = await engine.memory();
    for (const adapter of Object.values(loaded.adapters)) {
      expect((await choose(engine, adapter)).bytesUploaded).toBe(0);
      expect(await engine.memory()).toEqual(before);
    }
    expect((await engine.select({ kind: 'backbone', head: 'x4' })).bytesUploaded).toBe(0);
  });

  it('has the memory of its first restoration after twenty, and twenty swaps', {
    tags: 'thorough',
  }, async () => {
    const pictures = {
      'denoise-25': plainPicture(64, 64),
      'deblur-gaussian': plainPicture(60, 40),
      'sr-x2': plainPicture(16, 16),
    };
    const first = new Map<string, MemoryReport>();
    for (let round = 0; round < 7; round++) {
      for (const name of ['denoise-25', 'sr-x2', 'deblur-gaussian'] as const) {
        await choose(engine, loaded.adapters[name]);
        await restored(engine, { image: pictures[name] });
        const memory = await engine.memory();
        expect(memory.gpuBytes).toBeNull();
        // Masks and DFT matrices are those of the last tile size: compared size by size.
        const known = first.get(name);
        if (known === undefined) first.set(name, memory);
        else expect(memory).toEqual(known);
      }
    }
    expect(new Set([...first.values()].map(({ tensors }) => tensors)).size).toBe(1);
  });

  it('carries alpha over exactly at ×1, and colour whatever lies behind it', async () => {
    await choose(engine, loaded.adapters['denoise-25']);
    const image = pixelPicture(50, 37, (x, y) => [
      200,
      (5 * x) % 256,
      (6 * y) % 256,
      (x * 31 + y * 57) % 256,
    ]);
    const { image: result } = await restored(engine, { image });
    const alpha = ({ data }: RgbaImage) => data.filter((_, i) => i % 4 === 3);
    expect(alpha(result)).toEqual(alpha(image));
    const opaque = await restored(engine, { image: plainPicture(20, 20) });
    expect(alpha(opaque.image).every((value) => value === 255)).toBe(true);
  });

  it('enlarges alpha with the picture', async () => {
    await choose(engine, loaded.adapters['sr-x2']);
    const image = pixelPicture(16, 16, (x) => [90, 90, 90, x < 8 ? 0 : 255]);
    const { image: result } = await restored(engine, { image });
    const row = Array.from({ length: 32 }, (_, x) => result.data[(10 * 32 + x) * 4 + 3] ?? -1);
    expect(row.slice(0, 12).every((value) => value === 0)).toBe(true);
    expect(row.slice(20).every((value) => value === 255)).toBe(true);
  });

  it('tells of its progress, tile by tile, the middle of the screen first', async () => {
    await choose(engine, loaded.adapters['denoise-25']);
    const collector = new ResultCollector();
    const image = plainPicture(300, 40);
    const { report } = await restored(
      engine,
      { image, focus: { x: 290, y: 0, width: 10, height: 10 } },
      collector,
    );
    expect(report).toMatchObject({ tiles: 2, tileWidth: 192, tileHeight: 64 });
    expect(collector.told).toEqual(['start', 'progress', 'tile', 'progress', 'tile', 'progress']);
    expect(collector.progresses.map(({ tilesDone, tiles }) => [tilesDone, tiles])).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ]);
    const [before, between, after] = collector.progresses.map(({ secondsLeft }) => secondsLeft);
    expect(before).toBeNull();
    expect(between).toBeGreaterThan(0);
    expect(after).toBe(0);
    expect(collector.tiles.map(({ x, width }) => [x, width])).toEqual([
      [108, 192],
      [0, 192],
    ]);
    expect(report.seconds).toBeGreaterThan(0);
  });

  it('decodes and encodes a picture as it is', async () => {
    const image = plainPicture(21, 13);
    const encoding = { format: 'png', quality: 100 } as const;
    const { blob: file } = await engine.encode({ image, encoding, source: null });
    expect(file.type).toBe('image/png');
    expect(await engine.decode(file)).toEqual(image);
    // Its pixels went by copy: they are still here.
    expect(image.data).toHaveLength(21 * 13 * 4);
  });

  it('gives memory back with an adapter, and chooses nothing in its place', async () => {
    const before = await engine.memory();
    const again = await engine.loadAdapter(await adapterFile('deblur-gaussian'));
    expect(again.id).toBe('adapter-4');
    expect((await engine.memory()).tensorBytes).toBeGreaterThan(before.tensorBytes);
    await choose(engine, again);
    await engine.unloadAdapter(again.id);
    expect(await engine.memory()).toEqual(before);
    expect(await failure(restored(engine, { image: plainPicture(9, 9) }))).toBeInstanceOf(
      NotLoadedError,
    );
    expect(await failure(choose(engine, again))).toBeInstanceOf(NotLoadedError);
    await choose(engine, loaded.adapters['deblur-gaussian']);
    expect((await restored(engine, { image: plainPicture(9, 9) })).report.tiles).toBe(1);
  });

  it('begins anew with a backbone loaded again', { tags: 'thorough' }, async () => {
    const other = await loadedEngine('wasm');
    await choose(other.engine, other.adapters['deblur-gaussian']);
    await other.engine.loadBackbone(backboneUrl);
    const error = await failure(restored(other.engine, { image: plainPicture(9, 9) }));
    expect(error).toBeInstanceOf(NotLoadedError);
    expect(await failure(choose(other.engine, other.adapters['deblur-gaussian']))).toBeInstanceOf(
      NotLoadedError,
    );
    const fresh = createEngine();
    await fresh.start({ backend: 'wasm' });
    await fresh.loadBackbone(backboneUrl);
    expect(await other.engine.memory()).toEqual(await fresh.memory());
    other.engine.dispose();
    fresh.dispose();
  });
});
