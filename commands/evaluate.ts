import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { adapterFile, pictures, recipeFile, UsageError } from './arguments.ts';
import { openEngine } from './openEngine.ts';
import { run } from './run.ts';
import type { Quality } from './workbench/page.ts';

/**
 * npm run evaluate -- (--adapter NAME | --head HEAD) [--recipe R.json | --degraded DIR] DIR: degrades
 * every clean picture as the adapter's metadata or a recipe says, or takes its degraded version of
 * the same name, restores it with the adapter or through a head of the backbone alone, and prints
 * PSNR (dB) and SSIM before and after.
 */
await run(async (open) => {
  const { values, positionals } = parseArgs({
    options: {
      adapter: { type: 'string' },
      backend: { type: 'string' },
      head: { type: 'string' },
      recipe: { type: 'string' },
      degraded: { type: 'string' },
      seed: { type: 'string', default: '0' },
    },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (folder === undefined) throw new UsageError('Name a folder of clean pictures.');
  const seed = Number(values.seed);
  if (!Number.isInteger(seed)) throw new UsageError('--seed is a whole number.');
  const head = values.head ?? null;
  const adapter = head === null ? adapterFile(values.adapter) : null;
  const isUndegraded = values.recipe === undefined && values.degraded === undefined;
  if (adapter === null && isUndegraded) {
    throw new UsageError('With --head, say what degrades: --recipe R.json, or --degraded DIR.');
  }
  const recipe = values.recipe === undefined ? null : recipeFile(values.recipe);
  const files = pictures(folder);
  const degraded = values.degraded === undefined ? null : degradedOf(files, values.degraded);

  const { page, serve } = await openEngine(open, { backend: values.backend, adapter, head });
  const before: Quality[] = [];
  const after: Quality[] = [];
  for (const [index, file] of files.entries()) {
    const url = await serve(file);
    const degradedFile = degraded?.[index];
    const degradedUrl = degradedFile === undefined ? null : await serve(degradedFile);
    const result = await page.evaluate(
      ([clean, worse, number, own]) => window.workbench.evaluate(clean, worse, number, own),
      [url, degradedUrl, seed + index, recipe] as const,
    );
    before.push(result.input);
    after.push(result.restored);
    console.log(row(basename(file), result.input, result.restored, result.seconds));
  }
  console.log(row(`average of ${files.length}`, average(before), average(after)));
  return 0;
});

/** The degraded version of each clean picture, which has the same name. */
function degradedOf(clean: readonly string[], folder: string): string[] {
  const versions = new Map(pictures(folder).map((file) => [basename(file), file]));
  return clean.map((file) => {
    const version = versions.get(basename(file));
    if (version === undefined) throw new UsageError(`“${folder}” lacks “${basename(file)}”.`);
    return version;
  });
}

function row(name: string, before: Quality, after: Quality, seconds?: number): string {
  const figures = ({ psnr, ssim }: Quality) => `${psnr.toFixed(2)} dB ${ssim.toFixed(4)}`;
  const gain = after.psnr - before.psnr;
  const time = seconds === undefined ? '' : `  ${seconds.toFixed(1)} s`;
  return `${name.padEnd(20)} ${figures(before)} → ${figures(after)}  ${gain >= 0 ? '+' : ''}${gain.toFixed(2)} dB${time}`;
}

function average(qualities: readonly Quality[]): Quality {
  const mean = (figure: keyof Quality) =>
    qualities.reduce((sum, quality) => sum + quality[figure], 0) / qualities.length;
  return { psnr: mean('psnr'), ssim: mean('ssim') };
}
