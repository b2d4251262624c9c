import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { adapterOrHead, degradedVersions, pictures, recipeFile, UsageError } from './arguments.ts';
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
      precision: { type: 'string' },
      degraded: { type: 'string' },
      seed: { type: 'string', default: '0' },
    },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (folder === undefined) throw new UsageError('Name a folder of clean pictures.');
  const seed = Number(values.seed);
  if (!Number.isInteger(seed)) throw new UsageError('--seed is a whole number.');
  const { adapter, head } = adapterOrHead(values.adapter, values.head);
  const isUndegraded = values.recipe === undefined && values.degraded === undefined;
  if (adapter === null && isUndegraded) {
    throw new UsageError('With --head, say what degrades: --recipe R.json, or --degraded DIR.');
  }
  const recipe = values.recipe === undefined ? null : recipeFile(values.recipe);
  const files = pictures(folder);
  const degraded = values.degraded === undefined ? null : degradedVersions(files, values.degraded);

  const { backend, precision } = values;
  const { page, serve } = await openEngine(open, { backend, precision, adapter, head });
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

function row(name: string, before: Quality, after: Quality, seconds?: number): string {
  const figures = ({ psnr, ssim }: Quality) => `${psnr.toFixed(2)} dB ${ssim?.toFixed(4) ?? '–'}`;
  const gain = after.psnr - before.psnr;
  const time = seconds === undefined ? '' : `  ${seconds.toFixed(1)} s`;
  return `${name.padEnd(20)} ${figures(before)} → ${figures(after)}  ${gain >= 0 ? '+' : ''}${gain.toFixed(2)} dB${time}`;
}

function average(qualities: readonly Quality[]): Quality {
  const mean = (figures: readonly number[]) =>
    figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const similarities = qualities.flatMap(({ ssim }) => ssim ?? []);
  return {
    psnr: mean(qualities.map(({ psnr }) => psnr)),
    // Pictures too small for its window have none.
    ssim: similarities.length === 0 ? null : mean(similarities),
  };
}
