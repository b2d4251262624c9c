import { type Line, megabytes, ratio, type Section } from '../line.ts';
import type { NetworkSpec } from '../page/contender.ts';

const ways = [
  { name: 'this engine', isFused: true, precision: 'f32' },
  { name: 'this engine, halves', isFused: true, precision: 'f16' },
  { name: 'composed tfjs', isFused: false, precision: 'f32' },
] as const;

/** Dispatches, bytes and operations of a tile: the same on every run. */
export const countsLine: Line = {
  name: 'counts',
  async measure(bench, { sides }) {
    const sections: Section[] = [];
    for (const side of sides) {
      const rows: string[][] = [];
      for (const hasAdapter of [true, false]) {
        const least = await bench.page.evaluate(([s, a]) => window.bench.minimum(s, a), [
          side,
          hasAdapter,
        ] as const);
        const fewest = least.weightBytes + least.activationBytes;
        const network = hasAdapter ? 'with the adapter' : 'backbone alone';
        for (const { name, isFused, precision } of ways) {
          const spec: NetworkSpec = {
            kind: 'network',
            backend: 'webgpu',
            isFused,
            hasAdapter,
            precision,
            side,
          };
          const counts = await bench.page.evaluate((own) => window.bench.tileCounts(own), spec);
          const bytes = counts.bytesRead + counts.bytesWritten;
          rows.push([
            `${network}, ${name}`,
            String(counts.dispatches),
            megabytes(counts.bytesRead),
            megabytes(counts.bytesWritten),
            ratio(bytes / fewest),
            counts.gflop.toFixed(3),
          ]);
        }
        rows.push([
          `${network}, minimum`,
          '',
          `${megabytes(least.weightBytes)} weights`,
          `${megabytes(least.activationBytes)} activations`,
          '1×',
          '',
        ]);
      }
      sections.push({
        title: `What a ${side}×${side} tile takes`,
        columns: ['network', 'dispatches', 'read', 'written', 'bytes against minimum', 'GFLOP'],
        rows,
        notes: [
          'Bytes are those bound to the shaders’ storage buffers, each once for each dispatch. The minimum is every weight and every activation at a block’s border once. GFLOP are those of products (linear layers, convolutions, attention, DFTs), all in F32: with halves, weights and activations are stored in 16 bits, but computed with in 32. The minimum is that of 32 bits.',
        ],
      });
    }
    return sections;
  },
};
