import type { OpenBench } from './openBench.ts';
import type { ContenderSpec } from './page/contender.ts';
import { type Spread, spread } from './statistics.ts';

/** How a line is measured. */
export interface Settings {
  /** Times that each contender runs. */
  readonly runs: number;
  /** Of the tiles, in pixels. */
  readonly sides: readonly number[];
  readonly megapixels: readonly number[];
  /** Training steps over which memory is watched. */
  readonly steps: number;
}

/** One table of the report. */
export interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table: goals reached and missed, what could not be measured. */
  readonly notes: readonly string[];
}

/** A part of the bench that `--only` can pick. */
export interface Line {
  readonly name: string;
  measure(bench: OpenBench, settings: Settings): Promise<Section[]>;
}

export interface Entry {
  readonly label: string;
  readonly spec: ContenderSpec;
}

export interface Raced extends Entry {
  readonly spread: Spread;
  /** Largest difference from the first entry's result; null where results were not compared. */
  readonly difference: number | null;
}

/** Where results differ by more than this, the race is void. */
export const largestDifference = 1e-3;

/**
 * Times the entries in turn, all once and then all once again. Each computes once before, which
 * compiles.
 *
 * @param options `compares` the results with the first entry's; entries are repeated within a run
 *   until it takes `atLeast` milliseconds.
 */
export async function race(
  { page }: OpenBench,
  entries: readonly Entry[],
  runs: number,
  options: { readonly compares?: boolean; readonly atLeast?: number } = {},
): Promise<Raced[]> {
  const racers: { entry: Entry; id: number; difference: number | null; times: number[] }[] = [];
  for (const entry of entries) {
    const id = await page.evaluate((spec) => window.bench.open(spec), entry.spec);
    const first = racers[0]?.id ?? id;
    let difference: number | null = null;
    if (options.compares) {
      difference = await page.evaluate(([a, b]) => window.bench.difference(a, b), [
        id,
        first,
      ] as const);
    } else await page.evaluate((own) => window.bench.time(own), id);
    if (options.atLeast !== undefined) {
      await page.evaluate(([own, least]) => window.bench.calibrate(own, least), [
        id,
        options.atLeast,
      ] as const);
    }
    racers.push({ entry, id, difference, times: [] });
  }
  for (let run = 0; run < runs; run++) {
    for (const { entry, id, times } of racers) {
      const milliseconds = await page.evaluate((own) => window.bench.time(own), id);
      console.error(`  ${entry.label}, run ${run + 1} of ${runs}: ${duration(milliseconds)}`);
      times.push(milliseconds);
    }
  }
  for (const { id } of racers) await page.evaluate((own) => window.bench.close(own), id);
  return racers.map(({ entry, difference, times }) => ({
    ...entry,
    difference,
    spread: spread(times),
  }));
}

/** "12.3 ms", "4.56 s". */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${significant(milliseconds / 1000)} s`;
  return `${significant(milliseconds)} ms`;
}

/** Three significant digits. */
export function significant(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function ratio(value: number): string {
  return `${significant(value)}×`;
}

export function megabytes(bytes: number): string {
  return `${significant(bytes / 1e6)} MB`;
}

/** Median, minimum and maximum as a table's cells. */
export function cells({ median, min, max }: Spread): string[] {
  return [duration(median), duration(min), duration(max)];
}

/** Whether a goal is reached, in a sentence. */
export function goal(what: string, found: number, bound: number, isFloor: boolean): string {
  const reached = isFloor ? found >= bound : found <= bound;
  const sign = isFloor ? 'at least' : 'at most';
  return `${what}: ${ratio(found)} (goal: ${sign} ${ratio(bound)}) — ${reached ? 'reached' : 'missed'}.`;
}
