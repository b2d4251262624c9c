import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../commands/arguments.ts';
import type { Line, Settings } from './line.ts';
import { adapterShareLine } from './lines/adapterShare.ts';
import { countsLine } from './lines/counts.ts';
import { kernelsLine } from './lines/kernels.ts';
import { processorPhotoLine } from './lines/processorPhoto.ts';
import { profileLine } from './lines/profile.ts';
import { swapLine } from './lines/swap.ts';
import { throughputLine } from './lines/throughput.ts';
import { tileLine } from './lines/tile.ts';
import { trainingLine } from './lines/training.ts';
import { type OpenBench, openBench } from './openBench.ts';
import { type Measured, readResults, reportOf, sectionText, writeResults } from './report.ts';

/**
 * npm run bench [-- --only NAME … --sides 64,128 --runs 3 --megapixels 1,4 --steps 500]: measures on whatever
 * WebGPU adapter Chromium gives, prints, and writes `results.json` and `REPORT.md`. What was not
 * measured this time stays in them as it was.
 */
const lines: readonly Line[] = [
  countsLine,
  tileLine,
  processorPhotoLine,
  adapterShareLine,
  swapLine,
  profileLine,
  kernelsLine,
  trainingLine,
  throughputLine,
];
const resultsFile = resolve(import.meta.dirname, 'results.json');
const reportFile = resolve(import.meta.dirname, 'REPORT.md');

let bench: OpenBench | null = null;
let status = 0;
try {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      sides: { type: 'string' },
      runs: { type: 'string' },
      megapixels: { type: 'string' },
      steps: { type: 'string' },
    },
  });
  const chosen = values.only === undefined ? lines : values.only.map(lineNamed);
  bench = await openBench();
  const { environment } = bench;
  const kind = environment.isSoftwareAdapter ? 'software' : 'gpu';
  const isSoftware = environment.isSoftwareAdapter;
  const settings: Settings = {
    sides: numbers('--sides', values.sides) ?? (isSoftware ? [64, 128] : [256, 512]),
    megapixels: numbers('--megapixels', values.megapixels) ?? [1, 4, 12, 24, 48],
    steps: numbers('--steps', values.steps)?.[0] ?? 500,
    runs: numbers('--runs', values.runs)?.[0] ?? (isSoftware ? 3 : 7),
  };
  console.log(
    `${environment.adapter}${isSoftware ? ' (software adapter)' : ''}, ${environment.browser}`,
  );
  if (!environment.isCrossOriginIsolated) throw new Error('The page gets no threads.');
  for (const line of chosen) {
    const before = conditions(bench, settings);
    const sections = await line.measure(bench, settings);
    for (const section of sections) console.log(`\n${sectionText(section)}`);
    const results = readResults(resultsFile);
    results[kind] = {
      ...results[kind],
      [line.name]: { ...before, sections },
    };
    writeResults(resultsFile, results);
    writeFileSync(
      reportFile,
      reportOf(
        results,
        lines.map(({ name }) => name),
      ),
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  status = error instanceof UsageError ? 2 : 1;
}
await bench?.close();
process.exit(status);

function lineNamed(name: string): Line {
  const found = lines.find((line) => line.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `--only is one of ${lines.map((line) => line.name).join(', ')}, not “${name}”.`,
  );
}

/** Positive numbers, separated by commas. */
function numbers(option: string, text: string | undefined): number[] | null {
  if (text === undefined) return null;
  const found = text.split(',').map(Number);
  if (found.every((value) => Number.isFinite(value) && value > 0)) return found;
  throw new UsageError(`${option} takes positive numbers, as in “${option} 64,128”.`);
}

function conditions(
  { environment, backbone }: OpenBench,
  { runs }: Settings,
): Omit<Measured, 'sections'> {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const isChanged =
    git('status', '--porcelain', '--', 'src', 'bench/page', 'bench/counting') !== '';
  const [processor] = cpus();
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit: `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' and changes' : ''}`,
    adapter: environment.adapter,
    browser: environment.browser,
    processor: `${cpus().length} × ${processor?.model ?? 'unknown processor'}`,
    runs,
    load: (loadavg()[0] ?? 0) / cpus().length,
    backbone,
  };
}
