import { renderDeadLeaves } from '../imaging/deadLeavesScene';
import { degrade } from '../imaging/degradation/degrade';
import { pixelPicture } from '../imaging/pixelPicture';
import type { RgbaImage } from '../imaging/rgbaImage';
import { createEngine } from './client';
import type { Engine } from './engine';
import type {
  AdapterSummary,
  BackendName,
  PhotoHandle,
  RestoredTile,
  RestoreProgress,
  RestoreReport,
  RestoreRequest,
} from './protocol';
import { TileCollector } from './restoredPicture';
import type { RestoreListener } from './rpc';

/** For tests only: the weights that are published with the page. */
export const backboneUrl = '/models/edt-compact-2';

export type AdapterName = 'denoise-25' | 'deblur-gaussian' | 'sr-x2';

export async function adapterFile(name: AdapterName): Promise<Blob> {
  const response = await fetch(`${backboneUrl}/adapters/${name}.safetensors`);
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return await response.blob();
}

/** A clean scene, and as it looks with the noise that the denoising adapter was trained for. */
export async function noisyScene(
  width: number,
  height: number,
): Promise<{ readonly clean: RgbaImage; readonly noisy: RgbaImage }> {
  const clean = renderDeadLeaves({ width, height, seed: 5 });
  return { clean, noisy: await degrade(clean, [{ kind: 'gaussian-noise', sigma: 25 }], 6) };
}

/** Also notes what it was told. */
export class ResultCollector extends TileCollector implements RestoreListener {
  readonly told: ('start' | 'tile' | 'progress')[] = [];
  readonly tiles: RestoredTile[] = [];
  readonly progresses: RestoreProgress[] = [];

  override start(size: Parameters<TileCollector['start']>[0]): void {
    this.told.push('start');
    super.start(size);
  }

  override tile(tile: RestoredTile): void {
    this.told.push('tile');
    this.tiles.push(tile);
    super.tile(tile);
  }

  progress(progress: RestoreProgress): void {
    this.told.push('progress');
    this.progresses.push(progress);
  }
}

/** Has the engine keep a copy of a picture, which the test may go on using. */
export function kept(engine: Engine, image: RgbaImage): Promise<PhotoHandle> {
  return engine.keepPhoto({ ...image, data: image.data.slice() });
}

/** Restores a picture through the engine; a `collector` sees what came in case it fails. */
export async function restored(
  engine: Engine,
  { image, ...request }: { readonly image: RgbaImage } & Omit<RestoreRequest, 'photo'>,
  collector = new ResultCollector(),
): Promise<{ readonly image: RgbaImage; readonly report: RestoreReport }> {
  const photo = await kept(engine, image);
  try {
    const report = await engine.restore({
      ...request,
      photo,
      onStart: (size) => collector.start(size),
      onTile: (tile) => collector.tile(tile),
      onProgress: (progress) => collector.progress(progress),
    });
    return { image: collector.image, report };
  } finally {
    await engine.releasePhoto(photo);
  }
}

/** Largest difference of any channel, in grey levels. */
export function largestDifference(a: RgbaImage, b: RgbaImage): number {
  if (a.width !== b.width || a.height !== b.height) throw new Error('The sizes differ.');
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? 0))), 0);
}

/** Loads the published backbone and some of its adapters, in this order. */
export async function loadPublished<const Names extends readonly AdapterName[]>(
  engine: Pick<Engine, 'loadBackbone' | 'loadAdapter'>,
  names: Names,
) {
  const backbone = await engine.loadBackbone(new URL(backboneUrl, location.href).href);
  const adapters: Partial<Record<AdapterName, AdapterSummary>> = {};
  for (const name of names) adapters[name] = await engine.loadAdapter(await adapterFile(name));
  return { backbone, adapters: adapters as Record<Names[number], AdapterSummary> };
}

/** An engine with all that is published loaded. */
export async function loadedEngine(backend: BackendName) {
  const engine = createEngine();
  const report = await engine.start({ backend });
  const names = ['denoise-25', 'deblur-gaussian', 'sr-x2'] as const;
  return { engine, report, ...(await loadPublished(engine, names)) };
}

export type Loaded = Awaited<ReturnType<typeof loadedEngine>>;

/** Selects a loaded adapter. */
export const choose = (engine: Engine, { id }: AdapterSummary) =>
  engine.select({ kind: 'adapter', id });

/** An opaque gradient. */
export function plainPicture(width: number, height: number): RgbaImage {
  return pixelPicture(width, height, (x, y) => [x % 256, (2 * y) % 256, 120, 255]);
}

/** What it is rejected with; undefined where it is not. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
