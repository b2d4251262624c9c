import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import compact from '../../../public/models/edt-compact-2/config.json' with { type: 'json' };
import type { HeadProperties } from '../../networks/network';
import { edtNetwork, iptNetwork } from '../../networks/network';
import { tileGrid } from './tileGrid';
import { largestSide, overlapOf, tileBudget } from './tileRules';

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
        const { sideMultiple } = properties;
        const side = largestSide(properties, { activationBytes });
        expect(side % sideMultiple).toBe(0);
        expect(side).toBeGreaterThan(0);
        const bytes = (length: number) => length ** 2 * properties.activationBytes;
        if (side > sideMultiple) expect(bytes(side)).toBeLessThanOrEqual(activationBytes);
        expect(bytes(side + sideMultiple)).toBeGreaterThan(activationBytes);
      }),
    );
  });

  it('cover a picture of any size, and overlap twice at most', () => {
    fc.assert(
      fc.property(
        anyHead,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 3000 }),
        (properties, steps, size) => {
          const { sideMultiple } = properties;
          const maxSide = steps * sideMultiple;
          const overlap = overlapOf(properties, maxSide);
          expect(overlap).toBeGreaterThanOrEqual(0);
          expect(3 * overlap).toBeLessThanOrEqual(maxSide);
          const grid = tileGrid(size, 1, { maxSide, sideMultiple, fixedSide: null, overlap });
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
    ['a GPU', 'webgpu', gpu, { x1: 2048, x2: 960, x4: 720 }],
    ['WebGL', 'webgl', null, { x1: 512, x2: 240, x4: 176 }],
    ['WASM', 'wasm', null, { x1: 256, x2: 112, x4: 80 }],
    ['a software adapter', 'webgpu', software, { x1: 128, x2: 48, x4: 32 }],
    ['plain JavaScript', 'cpu', null, { x1: 64, x2: 16, x4: 16 }],
  ] as const)('of the compact backbone on %s', (_, backend, device, sides) => {
    const budget = tileBudget(backend, device);
    for (const [name, side] of Object.entries(sides)) {
      expect(largestSide(head(name), budget), name).toBe(side);
    }
  });

  it('shrink with the largest buffer that a GPU allows', () => {
    const small = tileBudget('webgpu', { isSoftware: false, maxBufferBytes: 2 ** 20 });
    expect(small.activationBytes).toBe(2 ** 19);
    expect(largestSide(head('x4'), small)).toBe(16);
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
      const maxSide = largestSide(properties, { activationBytes });
      expect(maxSide).toBe(48);
      const overlap = overlapOf(properties, maxSide);
      expect(overlap).toBe(16);
      const rules = { maxSide, sideMultiple: 48, fixedSide: 48, overlap };
      const lengths = tileGrid(500, 20, rules).columns.map(({ length }) => length);
      expect(new Set(lengths)).toEqual(new Set([48]));
    }
  });
});
