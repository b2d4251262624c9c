import { z } from 'zod';
import { runGolden } from '../../goldens/runGolden';
import { startBackend } from '../../src/engine/backends/startBackend';
import { createEngine } from '../../src/engine/client';
import { EngineError, PhotoError } from '../../src/engine/errors';
import type {
  BackendName,
  BackendReport,
  Precision,
  RestoreProgress,
  RestoreReport,
} from '../../src/engine/protocol';
import { restoredPicture } from '../../src/engine/restoredPicture';
import type {
  TunedAdapter,
  TuningEvent,
  TuningStart,
} from '../../src/engine/tuning/tuningProtocol';
import { readAdapter } from '../../src/files/adapter';
import type { AdapterKind } from '../../src/files/adapterKind';
import { checkAgainst } from '../../src/files/checkedJson';
import { cropToMultiple, upscaleBicubic } from '../../src/imaging/cubicResize';
import { degrade } from '../../src/imaging/degradation/degrade';
import { parseRecipe, type Recipe } from '../../src/imaging/degradation/recipe';
import { recipeScale } from '../../src/imaging/degradation/recipeReach';
import type { PictureFormat } from '../../src/imaging/pictureFormats';
import type { ColorSpace, RgbaImage } from '../../src/imaging/rgbaImage';
import type { Comparison } from '../../src/metrics/closeness';
import { comparisonFor } from '../../src/metrics/comparison';
import { type Fidelity, fidelity } from '../../src/metrics/fidelity';
import { defaultSettings } from '../../src/state/playground/settings';
import { defaultHidden, defaultTuning } from '../../src/tuning/tuningDefaults';
import { type TuningSettings, tuningSettingsSchema } from '../../src/tuning/tuningSettings';

/** PSNR in dB and SSIM of a picture against the clean one. */
export type Quality = Pick<Fidelity, 'psnr' | 'ssim'>;

export interface Evaluation {
  readonly input: Quality;
  readonly restored: Quality;
  readonly seconds: number;
}

/** What the commands call in the page; everything it takes and gives is plain data. */
export interface Workbench {
  /** Runs golden files on one backend; the second list holds GPU errors that nothing threw. */
  golden(url: string, backend: BackendName): Promise<{ rows: Comparison[]; gpuErrors: string[] }>;
  /** Starts the engine, once, and selects an adapter file, or a head of the backbone alone. */
  prepare(options: {
    readonly backend: BackendName | null;
    readonly precision: Precision | null;
    readonly backboneUrl: string;
    readonly adapterUrl: string | null;
    readonly head: string | null;
  }): Promise<BackendReport>;
  /** A picture's size, or a sentence that says why it can't be opened. */
  inspect(url: string): Promise<{ readonly width: number; readonly height: number } | string>;
  /**
   * Restores a picture, telling `window.onRestoring` how it goes.
   *
   * @returns the restored picture as a file in base64.
   */
  restore(url: string, format: PictureFormat): Promise<{ file: string; report: RestoreReport }>;
  /**
   * Restores a clean picture's degraded version and compares.
   *
   * @param degradedUrl of that version; null makes it as `recipe` says.
   * @param own recipe, parsed JSON; null takes the adapter's.
   */
  evaluate(
    url: string,
    degradedUrl: string | null,
    seed: number,
    own: unknown,
  ): Promise<Evaluation>;
  /**
   * A clean picture's degraded version, enlarged as the result is, and beside it what is restored
   * of it.
   *
   * @returns a JPEG file in base64.
   */
  strip(url: string, seed: number): Promise<string>;
  /**
   * Tunes an adapter from a fresh start, telling `window.onTuning` how it goes; pictures are left
   * out of what it tells.
   *
   * @returns the adapter's file in base64.
   */
  tune(call: TuneCall): Promise<Omit<TunedAdapter, 'file'> & { readonly file: string }>;
}

/** A run of tuning as a command asks for it; what is left out follows from recipe and device. */
export interface TuneCall {
  readonly name: string;
  readonly photos: readonly {
    readonly name: string;
    readonly clean: string;
    readonly degraded: string | null;
  }[];
  /** Parsed JSON. */
  readonly recipe: unknown;
  readonly steps: number;
  /** Of the adapter; null is AdaptIR. */
  readonly kind: AdapterKind | null;
  /** Its width; null is the default's, or what makes the kind as large as AdaptIR's default. */
  readonly hidden: number | null;
  readonly settings: Partial<TuningSettings>;
}

declare global {
  interface Window {
    workbench: Workbench;
    /** Set by the command that restores; share of the tiles that are done. */
    onRestoring?(share: number, secondsLeft: number | null): void;
    /** Set by the command that tunes. */
    onTuning(event: { start: Omit<TuningStart, 'shown'> } | { progress: TuningEvent }): void;
  }
}

const stepsSchema = z.array(z.looseObject({ kind: z.string() }));

const engine = createEngine();
let backendReport: BackendReport | null = null;
let recipe: unknown = null;
let task = '';
let scale = 1;

window.workbench = {
  golden: async (url, backend) => {
    const { webgpu } = await startBackend(backend);
    const rows = await runGolden(await fetchBytes(url));
    return { rows, gpuErrors: webgpu?.takeErrors().map(({ message }) => message) ?? [] };
  },
  prepare: ({ backend, precision, backboneUrl, adapterUrl, head }) =>
    withAdvice(async () => {
      backendReport ??= await engine.start({
        ...(backend === null ? {} : { backend }),
        ...(precision === null ? {} : { precision }),
      });
      const { heads } = await engine.loadBackbone(backboneUrl);
      if (adapterUrl === null) {
        await engine.select({ kind: 'backbone', head: head ?? 'x1' });
        scale = heads.find(({ name }) => name === head)?.scale ?? 1;
        task = scale > 1 ? 'super-resolution' : '';
      } else {
        const bytes = await fetchBytes(adapterUrl);
        const summary = await engine.loadAdapter(new Blob([bytes]));
        ({ degradation: recipe } = readAdapter(bytes).metadata);
        ({ task, scale } = summary);
        await engine.select({ kind: 'adapter', id: summary.id });
      }
      return backendReport;
    }),
  inspect: async (url) => {
    const bytes = await fetchBytes(url);
    try {
      const photo = await engine.openPhoto(new Blob([bytes]));
      await engine.releasePhoto(photo);
      return { width: photo.width, height: photo.height };
    } catch (error) {
      if (error instanceof PhotoError) return error.message;
      throw error;
    }
  },
  restore: (url, format) =>
    withAdvice(async () => {
      const source = new Blob([await fetchBytes(url)]);
      const told = ({ tilesDone, tiles, secondsLeft }: RestoreProgress) =>
        window.onRestoring?.(tilesDone / tiles, secondsLeft);
      const { result: image, report } = await restored(await engine.decode(source), told);
      const { quality } = defaultSettings.output;
      const encoding = { format, quality: format === 'png' ? 100 : quality[format] };
      const { blob } = await engine.encode({ image, encoding, source });
      return { file: await base64(blob), report };
    }),
  evaluate: (url, degradedUrl, seed, own) =>
    withAdvice(async () => {
      const clean = cropToMultiple(await decoded(url), scale);
      const degraded =
        degradedUrl === null
          ? await degrade(clean, recipeOf(own ?? recipe), seed)
          : await decoded(degradedUrl, clean.colorSpace ?? 'srgb');
      const { result, report } = await restored(degraded);
      const input = upscaleBicubic(degraded, scale);
      return {
        input: quality(input, clean),
        restored: quality(result, clean),
        seconds: report.seconds,
      };
    }),
  strip: (url, seed) =>
    withAdvice(async () => {
      const clean = cropToMultiple(await decoded(url), scale);
      const degraded = await degrade(clean, recipeOf(recipe), seed);
      const { result } = await restored(degraded);
      return await base64(await sideBySide(upscaleBicubic(degraded, scale), result));
    }),
  tune: (call) => withAdvice(() => tuned(call)),
};

async function tuned(call: TuneCall) {
  const steps = parseRecipe(call.recipe);
  const head = call.settings.head ?? `x${recipeScale(steps)}`;
  const { patch, batch, kinds } = await engine.tuningSizes(head);
  const kind = call.kind ?? 'adaptir';
  const settings = checkAgainst(
    { ...defaultTuning, patch, batch, head, steps: call.steps, ...call.settings },
    tuningSettingsSchema,
    'The run',
  );
  const file = async (url: string) => new Blob([await fetchBytes(url)]);
  const photos = await Promise.all(
    call.photos.map(async ({ name, clean, degraded }) => ({
      name,
      clean: await file(clean),
      degraded: degraded === null ? null : await file(degraded),
    })),
  );
  const { finished } = engine.tune(
    {
      name: call.name,
      photos,
      recipe: steps,
      settings,
      kind,
      hidden: call.hidden ?? kinds[kind]?.hidden ?? defaultHidden,
      startFrom: null,
      checkpoint: null,
      checkpointEvery: null,
    },
    {
      onStart: ({ shown: _, ...start }) => window.onTuning({ start }),
      onProgress: (progress) => window.onTuning({ progress: { ...progress, preview: null } }),
    },
  );
  const { file: blob, ...report } = await finished;
  return { ...report, file: await base64(blob) };
}

async function sideBySide(left: RgbaImage, right: RgbaImage): Promise<Blob> {
  const canvas = new OffscreenCanvas(left.width + right.width, left.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser has no canvas.');
  for (const [{ data, width, height }, x] of [
    [left, 0],
    [right, left.width],
  ] as const) {
    context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), x, 0);
  }
  return await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
}

async function decoded(url: string, space?: ColorSpace): Promise<RgbaImage> {
  return engine.decode(new Blob([await fetchBytes(url)]), space);
}

/** @throws Error also for an adapter of photographed pairs, which say no steps. */
function recipeOf(degradation: unknown): Recipe {
  const steps = stepsSchema.safeParse(degradation);
  const isSilent = steps.success && steps.data.length === 0;
  const hasPairs = steps.success && steps.data.some(({ kind }) => kind === 'pairs');
  if (!hasPairs && !isSilent) return parseRecipe(degradation);
  const why = isSilent
    ? 'does not say what it was trained for'
    : 'was made from photographed pairs';
  throw new Error(
    `This adapter ${why}: name a folder of degraded pictures (--degraded DIR) or a recipe (--recipe R.json).`,
  );
}

async function restored(
  image: RgbaImage,
  onProgress?: (progress: RestoreProgress) => void,
): Promise<{ result: RgbaImage; report: RestoreReport }> {
  const photo = await engine.keepPhoto({ ...image, data: image.data.slice() });
  try {
    const { image: result, report } = await restoredPicture(engine, {
      photo,
      ...(onProgress && { onProgress }),
    });
    return { result, report };
  } finally {
    await engine.releasePhoto(photo);
  }
}

function quality(found: RgbaImage, clean: RgbaImage): Quality {
  const { psnr, ssim } = fidelity(clean, found, comparisonFor(task, scale));
  return { psnr, ssim };
}

async function fetchBytes(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} cannot be read (${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

async function base64(blob: Blob): Promise<string> {
  return await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** Playwright carries an error's message only, so the advice joins it. */
async function withAdvice<Value>(run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new Error(`${error.message} ${error.advice}`);
  }
}
