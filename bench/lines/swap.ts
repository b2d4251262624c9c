import { cells, duration, goal, type Line, type Section } from '../line.ts';
import { onnxModel } from '../onnxModels.ts';
import { spread } from '../statistics.ts';

/** From the click on another adapter to the engine ready, and to the visible region restored. */
export const swapLine: Line = {
  name: 'swap',
  async measure(bench, { sides, runs }) {
    const { page, environment, adapters, backboneUrl } = bench;
    const side = sides.at(-1) ?? 64;
    const urls = adapters.map(({ url }) => url);
    if (urls.length < 2) throw new Error('A swap needs two shipped adapters of scale 1.');
    // The app takes WASM where the only WebGPU adapter is a software one.
    const backends = environment.isSoftwareAdapter
      ? (['webgpu', 'wasm'] as const)
      : (['webgpu'] as const);
    const rows: string[][] = [];
    const notes: string[] = [];
    let ready = Number.NaN;
    for (const backend of backends) {
      await page.evaluate(([b, f, a]) => window.bench.openEngine(b, f, a), [
        backend,
        backboneUrl,
        urls,
      ] as const);
      const swaps = [];
      for (let round = 0; round <= runs; round++) {
        swaps.push(
          await page.evaluate(([r, s]) => window.bench.swap(r, s), [round, side] as const),
        );
      }
      await page.evaluate(() => window.bench.closeEngine());
      // The first one compiles.
      const measured = swaps.slice(1);
      const readySpread = spread(measured.map(({ readyMilliseconds }) => readyMilliseconds));
      if (backend === 'webgpu') ready = readySpread.median;
      const uploaded = Math.max(...measured.map(({ bytesUploaded }) => bytesUploaded));
      rows.push([`${backend}: engine ready`, ...cells(readySpread), `${uploaded} bytes`]);
      rows.push([
        `${backend}: ${side}×${side} region restored`,
        ...cells(spread(measured.map(({ visibleMilliseconds }) => visibleMilliseconds))),
        '',
      ]);
    }
    notes.push(
      `Ready after ${duration(ready)} (goal: under 5 ms) — ${ready < 5 ? 'reached' : 'missed'}.`,
    );
    const [, other] = adapters;
    const model = other && (await onnxModel(bench, other, side));
    if (model !== undefined && 'url' in model) {
      for (const provider of ['webgpu', 'wasm'] as const) {
        const spec = {
          kind: 'onnx',
          provider,
          layout: 'NHWC',
          capturesGraph: false,
          modelUrl: model.url,
          side,
        } as const;
        const times: number[] = [];
        for (let run = 0; run < runs; run++) {
          times.push(await page.evaluate((own) => window.bench.sessionMilliseconds(own), spec));
        }
        const session = spread(times);
        rows.push([
          `ONNX Runtime Web, ${provider}: session ready`,
          ...cells(session),
          'all weights',
        ]);
        if (provider === 'webgpu') {
          notes.push(
            goal('A session of ONNX Runtime Web against ready', session.median / ready, 100, true),
          );
        }
      }
    } else if (model !== undefined) {
      notes.push(
        `Without ONNX Runtime Web, for want of the model. It is made by \`${model.command}\`.`,
      );
    }
    const section: Section = {
      title: 'Swap to another adapter',
      columns: ['from the click to', 'median', 'min', 'max', 'uploaded'],
      rows,
      notes,
    };
    return [section];
  },
};
