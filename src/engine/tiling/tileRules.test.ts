import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import compact from '../../../public/models/edt-compact-1/config.json' with { type: 'json' };
import type { HeadProperties } from '../../networks/network';
import { edtNetwork, iptNetwork } from '../../networks/network';
import { tileGrid } from './tileGrid';
import { tileBudget, tileRules } from './tileRules';

const gpu = { isSoftware: false, maxBufferBytes: 2 ** 31 };
const software = { isSoftware: true, maxBufferBytes: 2 ** 30 };

const network = edtNetwork(
  {
    embedDim: compact.embed_dim,
    numFeat: compact.num_feat,
    depth: compact.depth,
    depths: compact.depths,
    numHeads: compact.num_heads,
    windowSize: [4, 16],
    mlpRatio: compact.mlp_ratio,
    imageMean: [0.4488, 0.4371, 0.404],
  },
  compact.heads,
);

function head(name: string): HeadProperties {
  const found = network.heads.get(name);
  if (found === undefined) throw new Error(`no head ${name}`);
  return found;
}

const anyHead: fc.Arbitrary<HeadProperties> = fc.record({
  scale: fc.constantFrom(1, 2, 3, 4),
  sideMultiple: fc.constantFrom(1, 4, 16, 24, 48, 64, 96),
  fixedSide: fc.constant(null),
  activationBytes: fc.integer({ min: 1, max: 20_000 }),
});

describe('tile sizes', () => {
  it('are as large as the budget allows, in whole steps, and never nothing', () => {
    fc.assert(
      fc.property(anyHead, fc.integer({ min: 1, max: 2 ** 30 }), (properties, activationBytes) => {
        const { maxSide, sideMultiple, fixedSide, overlap } = tileRules(properties, {
          activationBytes,
        });
        expect(sideMultiple).toBe(properties.sideMultiple);
        expect(fixedSide).toBeNull();
        expect(maxSide % sideMultiple).toBe(0);
        expect(maxSide).toBeGreaterThan(0);
        const bytes = (side: number) => side ** 2 * properties.activationBytes;
        if (maxSide > sideMultiple) expect(bytes(maxSide)).toBeLessThanOrEqual(activationBytes);
        expect(bytes(maxSide + sideMultiple)).toBeGreaterThan(activationBytes);
        // Tiles overlap twice at most, on either side, and still get on.
        expect(overlap).toBeGreaterThanOrEqual(0);
        expect(3 * overlap).toBeLessThanOrEqual(maxSide);
      }),
    );
  });

  it('cover a picture of any size', () => {
    fc.assert(
      fc.property(
        anyHead,
        fc.integer({ min: 2 ** 14, max: 2 ** 24 }),
        fc.integer({ min: 1, max: 3000 }),
        (properties, activationBytes, size) => {
          const grid = tileGrid(size, 1, tileRules(properties, { activationBytes }));
          expect(grid.columns[0]?.start).toBe(0);
          const last = grid.columns.at(-1);
          expect((last?.start ?? 0) + (last?.length ?? 0)).toBeGreaterThanOrEqual(size);
          grid.columns.slice(1).forEach(({ start }, i) => {
            const before = grid.columns[i];
            expect(start).toBeGreaterThan(before?.start ?? 0);
            expect(start).toBeLessThanOrEqual((before?.start ?? 0) + (before?.length ?? 0));
          });
        },
      ),
    );
  });

  it.each([
    ['a GPU', 'webgpu', gpu, { x1: 512, x2: 240, x4: 176 }],
    ['WebGL', 'webgl', null, { x1: 512, x2: 240, x4: 176 }],
    ['WebAssembly', 'wasm', null, { x1: 256, x2: 112, x4: 80 }],
    ['a software adapter', 'webgpu', software, { x1: 128, x2: 48, x4: 32 }],
    ['plain JavaScript', 'cpu', null, { x1: 64, x2: 16, x4: 16 }],
  ] as const)('of the compact backbone on %s', (_, backend, device, sides) => {
    const budget = tileBudget(backend, device);
    for (const [name, side] of Object.entries(sides)) {
      const rules = tileRules(head(name), budget);
      expect(rules.maxSide, name).toBe(side);
      expect(rules.maxSide % head(name).sideMultiple, name).toBe(0);
      expect(rules.overlap, name).toBeGreaterThanOrEqual(5);
      expect(rules.overlap, name).toBeLessThanOrEqual(side / 3);
    }
  });

  it('shrink with the largest buffer that a GPU allows', () => {
    const small = tileBudget('webgpu', { isSoftware: false, maxBufferBytes: 2 ** 20 });
    expect(small.activationBytes).toBe(2 ** 19);
    expect(tileRules(head('x4'), small).maxSide).toBe(16);
    // And grow no further than what is wanted.
    const vast = tileBudget('webgpu', { isSoftware: false, maxBufferBytes: 2 ** 40 });
    expect(vast).toEqual(tileBudget('webgpu', gpu));
  });

  it('stay the network’s own where that takes one side only', () => {
    const ipt = iptNetwork(
      {
        nFeats: 64,
        patchSize: 48,
        patchDim: 3,
        numLayers: 12,
        numHeads: 12,
        mlpRatio: 4,
        imageMean: [0.4488, 0.4371, 0.404],
      },
      { x4: { index: 2 } },
    );
    const properties = ipt.heads.get('x4');
    if (properties === undefined) throw new Error('no head');
    for (const activationBytes of [1, 2 ** 26]) {
      const rules = tileRules(properties, { activationBytes });
      expect(rules.fixedSide).toBe(48);
      expect(rules.overlap).toBe(16);
      const lengths = tileGrid(500, 20, rules).columns.map(({ length }) => length);
      expect(new Set(lengths)).toEqual(new Set([48]));
    }
  });
});
