import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import {
  adapterOrHead,
  degradedVersions,
  nameLeftOut,
  pictures,
  recipeFile,
  UsageError,
} from './arguments.ts';
import { openEngine } from './openEngine.ts';
import { pageMessage, run, statusOf } from './run.ts';
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
  const found = pictures(folder);
  const { files } = found;
  const degraded = values.degraded === undefined ? null : degradedVersions(files, values.degraded);

  let failures = nameLeftOut(found);
  const { backend, precision } = values;
  const { page, serve } = await openEngine(open, { backend, precision, adapter, head });
  const measured: Measured[] = [];
  for (const [index, file] of files.entries()) {
    const url = await serve(file);
    const degradedFile = degraded?.[index];
    const degradedUrl = degradedFile === undefined ? null : await serve(degradedFile);
    try {
      const result = await page.evaluate(
        ([clean, worse, number, own]) => window.workbench.evaluate(clean, worse, number, own),
        [url, degradedUrl, seed + index, recipe] as const,
      );
      measured.push({ before: result.input, after: result.restored });
      console.log(row(basename(file), result.input, result.restored, result.seconds));
    } catch (error) {
      failures++;
      console.error(`“${file}” could not be measured: ${pageMessage(error)}`);
    }
  }
  const damaged = measured.filter(({ before, after }) => {
    return Number.isFinite(before.psnr) && Number.isFinite(after.psnr);
  });
  const perfect = measured.length - damaged.length;
  if (damaged.length > 0) {
    const [before, after] = [
      average(damaged.map((one) => one.before)),
      average(damaged.map((one) => one.after)),
    ];
    console.log(row(`average of ${damaged.length}`, before, after));
  }
  if (perfect > 0) console.log(`${perfect} without any difference: not in the average.`);
  if (failures > 0) console.error(`${failures} failed.`);
  return statusOf(failures);
});

interface Measured {
  readonly before: Quality;
  readonly after: Quality;
}

function row(name: string, before: Quality, after: Quality, seconds?: number): string {
  const level = (psnr: number) => (Number.isFinite(psnr) ? psnr.toFixed(2) : '∞');
  const figures = ({ psnr, ssim }: Quality) => `${level(psnr)} dB ${ssim?.toFixed(4) ?? '–'}`;
  const gain = after.psnr - before.psnr;
  const gainText = Number.isFinite(gain) ? `${gain >= 0 ? '+' : ''}${gain.toFixed(2)} dB` : '';
  const time = seconds === undefined ? '' : `  ${seconds.toFixed(1)} s`;
  return `${name.padEnd(20)} ${figures(before)} → ${figures(after)}  ${gainText}${time}`;
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
