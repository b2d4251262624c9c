import { cells, duration, goal, type Line, ratio } from '../line.ts';
import { onnxModel } from '../onnxModels.ts';
import type { OnnxSpec } from '../page/contender.ts';
import { spread } from '../statistics.ts';

/** Of the photo: a few tiles, so that every worker has some. */
const side = 512;

/**
 * A photo on the processor: this engine's workers, each with tiles of its own, against ONNX Runtime
 * Web, which computes as many tiles of the same size one after the other on all its threads.
 */
export const processorPhotoLine: Line = {
  name: 'processor',
  async measure(bench, { runs }) {
    const { page, backboneUrl, adapters } = bench;
    const [adapter] = adapters;
    if (adapter === undefined) throw new Error('The bench needs an adapter.');
    await page.evaluate(([b, f, a]) => window.bench.openEngine(b, f, a), [
      'wasm' as const,
      backboneUrl,
      [adapter.url],
    ] as const);
    const photo = () =>
      page.evaluate(async (length) => (await window.bench.throughput(length, length)).report, side);
    // Starts the workers.
    const { tiles, tileWidth, tileHeight } = await photo();
    const model = tileWidth === tileHeight ? await onnxModel(bench, adapter, tileWidth) : null;
    const id =
      model !== null && 'url' in model
        ? await page.evaluate((spec) => window.bench.open(spec), onWasm(model.url, tileWidth))
        : null;
    const theirTiles = async (of: number) => {
      let milliseconds = 0;
      for (let i = 0; i < tiles; i++) {
        milliseconds += await page.evaluate((own) => window.bench.time(own), of);
      }
      return milliseconds;
    };
    if (id !== null) await page.evaluate((own) => window.bench.time(own), id);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let run = 0; run < runs; run++) {
      ours.push((await photo()).seconds * 1000);
      if (id !== null) theirs.push(await theirTiles(id));
      const last = [ours, theirs].map((times) => duration(times.at(-1) ?? Number.NaN)).join(', ');
      console.error(`  a photo on the processor, run ${run + 1} of ${runs}: ${last}`);
    }
    if (id !== null) await page.evaluate((own) => window.bench.close(own), id);
    await page.evaluate(() => window.bench.closeEngine());

    const own = spread(ours);
    const rows = [['this engine, WASM: the whole photo', ...cells(own), ratio(1)]];
    const notes: string[] = [];
    if (theirs.length > 0) {
      const other = spread(theirs);
      const against = other.median / own.median;
      rows.push([
        `ONNX Runtime Web, WASM: ${tiles} tiles, nothing else`,
        ...cells(other),
        ratio(against),
      ]);
      notes.push(goal('ONNX Runtime Web’s WASM against this engine’s', against, 1, true));
    } else {
      const why =
        model !== null && 'command' in model
          ? `the model. It is made by \`${model.command}\``
          : `square tiles: they are ${tileWidth}×${tileHeight}`;
      notes.push(`Without ONNX Runtime Web, for want of ${why}.`);
    }
    return [
      {
        title: `A ${side}×${side} photo on the processor: ${tiles} tiles of ${tileWidth}×${tileHeight}`,
        columns: ['contender', 'median', 'min', 'max', 'against this engine'],
        rows,
        notes,
      },
    ];
  },
};

function onWasm(modelUrl: string, tileSide: number): OnnxSpec {
  return {
    kind: 'onnx',
    provider: 'wasm',
    layout: 'NCHW',
    capturesGraph: false,
    modelUrl,
    side: tileSide,
  };
}
