import { accessSync, constants, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { parseArgs } from 'node:util';
import type { TuningEvent, TuningStart } from '../src/engine/tuning/tuningProtocol.ts';
import { adapterKinds } from '../src/files/adapterKind.ts';
import { lossNames } from '../src/tuning/lossNames.ts';
import type { TuningSettings } from '../src/tuning/tuningSettings.ts';
import {
  degradedVersions,
  nameLeftOut,
  oneOf,
  pictures,
  recipeFile,
  UsageError,
} from './arguments.ts';
import { openEngine } from './openEngine.ts';
import { run } from './run.ts';

/**
 * npm run tune -- --recipe R.json --photos DIR [--degraded DIR] [--kind KIND] --steps N --out A.safetensors:
 * trains a fresh adapter on clean pictures that the recipe degrades, or on pairs of the same name,
 * and prints the curve.
 */
await run(async (open) => {
  const { values } = parseArgs({
    options: {
      recipe: { type: 'string' },
      photos: { type: 'string' },
      degraded: { type: 'string' },
      steps: { type: 'string', default: '300' },
      out: { type: 'string' },
      name: { type: 'string' },
      head: { type: 'string' },
      kind: { type: 'string' },
      loss: { type: 'string' },
      hidden: { type: 'string' },
      batch: { type: 'string' },
      patch: { type: 'string' },
      rate: { type: 'string' },
      seed: { type: 'string' },
      backend: { type: 'string' },
      overwrite: { type: 'boolean', default: false },
    },
  });
  const { photos: folder, out } = values;
  if (folder === undefined) throw new UsageError('Say which pictures: --photos DIR.');
  if (out === undefined) throw new UsageError('Say where the adapter goes: --out A.safetensors.');
  requireWritable(out, values.overwrite);
  const recipe = values.degraded === undefined ? recipeOf(values.recipe) : [];
  const found = pictures(folder);
  const clean = found.files;
  const degraded = values.degraded === undefined ? null : degradedVersions(clean, values.degraded);
  const kind = oneOf('kind', adapterKinds, values.kind);
  const loss = oneOf('loss', lossNames, values.loss);
  const settings: Partial<TuningSettings> = {
    ...(values.head !== undefined && { head: values.head }),
    ...(values.batch !== undefined && { batch: wholeNumber('batch', values.batch) }),
    ...(values.patch !== undefined && { patch: wholeNumber('patch', values.patch) }),
    ...(values.seed !== undefined && { seed: wholeNumber('seed', values.seed, 0) }),
    ...(loss !== null && { loss }),
    ...(values.rate !== undefined && { learningRate: learningRate(values.rate) }),
  };
  const steps = wholeNumber('steps', values.steps);
  const hidden = values.hidden === undefined ? null : wholeNumber('hidden', values.hidden);

  nameLeftOut(found);
  const { backend } = values;
  const { page, serve } = await openEngine(open, { backend, adapter: null, head: null });
  await page.exposeFunction('onTuning', report);
  const photos = [];
  for (const [index, file] of clean.entries()) {
    const pair = degraded?.[index];
    photos.push({
      name: basename(file),
      clean: await serve(file),
      degraded: pair === undefined ? null : await serve(pair),
    });
  }
  const begun = performance.now();
  const { file, ...tuned } = await page.evaluate((call) => window.workbench.tune(call), {
    name: values.name ?? basename(out, extname(out)),
    photos,
    recipe,
    steps,
    kind,
    hidden,
    settings,
  });
  writeFileSync(out, Buffer.from(file, 'base64'));
  const minutes = (performance.now() - begun) / 60_000;
  const levels = [tuned.inputPsnr, tuned.startPsnr, tuned.psnr].map((psnr) => psnr.toFixed(2));
  console.log(`${out}  ${tuned.steps} steps in ${minutes.toFixed(1)} min`);
  console.log(`Held out: input ${levels[0]}, start ${levels[1]}, adapter ${levels[2]} dB`);
  if (tuned.problem !== null) console.log(`${tuned.problem} The best result so far was kept.`);
  return tuned.problem === null ? 0 : 1;
});

/** Before the run, not after it. @throws UsageError where the adapter could not be written. */
function requireWritable(out: string, overwrite: boolean): void {
  if (!out.endsWith('.safetensors')) {
    throw new UsageError(`“${out}” must end with .safetensors, as adapters do.`);
  }
  if (existsSync(out) && !overwrite) {
    throw new UsageError(`“${out}” is there already: name another file, or add --overwrite.`);
  }
  try {
    mkdirSync(dirname(out), { recursive: true });
    accessSync(dirname(out), constants.W_OK);
  } catch {
    throw new UsageError(`Nothing can be written into “${dirname(out)}”: name another folder.`);
  }
}

function report(event: { start: Omit<TuningStart, 'shown'> } | { progress: TuningEvent }): void {
  if ('start' in event) {
    const { usedPhotos, skipped, parameters, settings, inputPsnr, startPsnr } = event.start;
    for (const { name, reason } of skipped) console.log(`  without ${name}: ${reason}`);
    console.log(
      `${usedPhotos} photos, ${settings.batch} patches of ${settings.patch} a step, ${parameters} numbers to train`,
    );
    console.log(`Held out: input ${inputPsnr.toFixed(2)}, start ${startPsnr.toFixed(2)} dB`);
    return;
  }
  const { step, loss, validation, stepsPerSecond, secondsLeft } = event.progress;
  if (step % 10 !== 0 && validation === null && step > 10) return;
  const rate = stepsPerSecond === null ? '' : `  ${stepsPerSecond.toFixed(2)} steps/s`;
  const left = secondsLeft === null ? '' : `  ${(secondsLeft / 60).toFixed(1)} min left`;
  const level = validation === null ? '' : `  PSNR ${validation.psnr.toFixed(2)} dB`;
  console.log(`step ${step}  loss ${loss?.toFixed(6) ?? '–'}${level}${rate}${left}`);
}

function recipeOf(path: string | undefined): unknown {
  if (path === undefined) throw new UsageError('Say what degrades them: --recipe R.json.');
  return recipeFile(path);
}

function wholeNumber(option: string, text: string, least = 1): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new UsageError(`--${option} is a whole number, at least ${least}.`);
}

function learningRate(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= 1) return number;
  throw new UsageError('--rate is a number above 0, at most 1.');
}
