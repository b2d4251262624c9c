import { duration, type Line, megabytes, race, ratio, significant } from '../line.ts';
import type { ContenderSpec } from '../page/contender.ts';

/** Every fused kernel, its composed twin, and what its bytes take at the device's bandwidth. */
export const kernelsLine: Line = {
  name: 'kernels',
  async measure(bench, { sides, runs }) {
    const { page, environment } = bench;
    const side = sides.at(-1) ?? 64;
    const bytes = (environment.isSoftwareAdapter ? 16 : 128) * 2 ** 20;
    const [copy] = await race(bench, [{ label: 'copy', spec: { kind: 'copy', bytes } }], runs);
    const bandwidth = (2 * bytes) / (copy?.spread.median ?? Number.NaN);
    const rows: string[][] = [];
    for (const name of await page.evaluate(() => window.bench.kernelNames())) {
      const spec: ContenderSpec = { kind: 'kernel', name, isFused: true, side };
      const [fused, composed] = await race(
        bench,
        [
          { label: name, spec },
          { label: `${name}, composed`, spec: { ...spec, isFused: false } },
        ],
        runs,
        { compares: true, atLeast: 20 },
      );
      if (fused === undefined || composed === undefined) throw new Error('Nobody raced.');
      const id = await page.evaluate((own) => window.bench.open(own), spec);
      await page.evaluate((own) => window.bench.time(own), id);
      const counts = await page.evaluate((own) => window.bench.count(own), id);
      await page.evaluate((own) => window.bench.close(own), id);
      const moved = counts.bytesRead + counts.bytesWritten;
      const floor = moved / bandwidth;
      rows.push([
        name,
        duration(fused.spread.median),
        duration(composed.spread.median),
        ratio(composed.spread.median / fused.spread.median),
        megabytes(moved),
        duration(floor),
        ratio(fused.spread.median / floor),
        (composed.difference ?? Number.NaN).toExponential(1),
      ]);
    }
    const uncovered = await page.evaluate(() => window.bench.uncoveredKernels());
    if (uncovered.length > 0) throw new Error(`No line times ${uncovered.join(', ')}.`);
    return [
      {
        title: `Fused kernels, on the map of a ${side}×${side} tile`,
        columns: [
          'kernel',
          'fused',
          'composed',
          'composed against fused',
          'moved',
          'floor',
          'fused against floor',
          'largest difference',
        ],
        rows,
        notes: [
          `Medians of ${runs} runs, each repeated for 20 ms. The floor is the bytes moved at ${significant(bandwidth / 1e6)} GB/s, which a copy kernel reaches here over ${megabytes(2 * bytes)}.`,
        ],
      },
    ];
  },
};
