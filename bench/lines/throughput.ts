import { duration, type Line, megabytes, ratio, significant } from '../line.ts';
import { PeakMemory } from '../peakMemory.ts';

/** The longest photo that is begun on a software adapter's machine, as the last one predicts it. */
const longestSeconds = 600;

/** Whole photos through the engine: time by pixel, and peak memory. */
export const throughputLine: Line = {
  name: 'throughput',
  async measure(bench, { megapixels }) {
    const { page, browser, environment, backboneUrl, adapters } = bench;
    const isSoftware = environment.isSoftwareAdapter;
    const backend = isSoftware ? 'wasm' : 'webgpu';
    const urls = adapters.slice(0, 1).map(({ url }) => url);
    await page.evaluate(([b, f, a]) => window.bench.openEngine(b, f, a), [
      backend,
      backboneUrl,
      urls,
    ] as const);
    // Compiles and starts the workers, whose code the browser makes fast while it first runs.
    for (const side of [128, 512, 512]) {
      await page.evaluate((length) => window.bench.throughput(length, length), side);
    }
    const rows: string[][] = [];
    const notes: string[] = [];
    const secondsByMegapixel: number[] = [];
    for (const size of megapixels) {
      const height = Math.round(Math.sqrt((size * 1e6 * 3) / 4));
      const width = Math.round((size * 1e6) / height);
      const predicted = (secondsByMegapixel.at(-1) ?? 0) * size;
      if (isSoftware && predicted > longestSeconds) {
        notes.push(`${size} megapixels and more would take over ten minutes here.`);
        break;
      }
      const memory = await PeakMemory.begin(browser);
      const { report, gpuBytes } = await page.evaluate(([w, h]) => window.bench.throughput(w, h), [
        width,
        height,
      ] as const);
      const each = report.seconds / (width * height * 1e-6);
      secondsByMegapixel.push(each);
      rows.push([
        `${size}`,
        `${width}×${height}`,
        `${report.tiles} of ${report.tileWidth}×${report.tileHeight}`,
        duration(report.seconds * 1000),
        `${significant(each)} s`,
        gpuBytes === null ? '–' : megabytes(gpuBytes),
        memory === null ? 'unknown' : megabytes(memory.bytes()),
      ]);
    }
    await page.evaluate(() => window.bench.closeEngine());
    const most = Math.max(...secondsByMegapixel);
    const least = Math.min(...secondsByMegapixel);
    if (secondsByMegapixel.length > 1) {
      notes.push(
        `Time by pixel: the slowest takes ${ratio(most / least)} of the fastest (goal: at most 1.1×) — ${most / least <= 1.1 ? 'reached' : 'missed'}.`,
      );
    }
    return [
      {
        title: `Photos through the engine, ${backend}`,
        columns: [
          'megapixels',
          'photo',
          'tiles',
          'time',
          'by megapixel',
          'GPU buffers',
          'peak of the page’s process',
        ],
        rows,
        notes,
      },
    ];
  },
};
