import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueAt } from './tileCost';
import { planTiles, type TileLimits } from './tilePlan';

const head = { scale: 1, sideMultiple: 64, fixedSide: null, activationBytes: 1024 };
const photo = { width: 4000, height: 3000 };

/** A GPU: 2 ms for any tile and 1 ms for each 4096 pixels, 2500 bytes each. */
const gpu: TileLimits = {
  maxSide: 1024,
  cost: {
    milliseconds: { fixed: 2, perPixel: 1 / 4096 },
    gpuBytes: { fixed: 0, perPixel: 2500 },
  },
  maxMilliseconds: 125,
  maxGpuBytes: 500e6,
};

function side(limits: Partial<TileLimits>, size = photo) {
  const plan = planTiles(size, head, { ...gpu, ...limits });
  if (plan === null) throw new Error('There is no plan.');
  return { side: plan.tileWidth, reason: plan.reason };
}

describe('the plan of a photo’s tiles', () => {
  it('says which limit keeps its tiles from being larger', () => {
    // 447² pixels take 500 MB; 125 ms are 709².
    expect(side({})).toEqual({ side: 384, reason: 'memory' });
    expect(side({ maxGpuBytes: 50e6 })).toEqual({ side: 128, reason: 'memory' });
    expect(side({ maxMilliseconds: 20 }).reason).toBe('latency');
    expect(side({ maxMilliseconds: 20 }).side).toBe(256);
    expect(side({ maxSide: 256, maxGpuBytes: 9e9 })).toEqual({ side: 256, reason: 'device' });
  });

  it('takes smaller tiles than it may where less is wasted', () => {
    const cost = {
      milliseconds: { fixed: 0, perPixel: 1 / 4096 },
      gpuBytes: { fixed: 0, perPixel: 1 },
    };
    const small = { width: 300, height: 64 };
    // 2 × 192 instead of 2 × 256.
    expect(side({ cost, maxSide: 256 }, small)).toEqual({ side: 192, reason: 'fewest-pixels' });
    const measured = { ...cost, milliseconds: { fixed: 1, perPixel: 1 / 4096 } };
    expect(side({ cost: measured, maxSide: 256 }, small)).toEqual({ side: 192, reason: 'fastest' });
    // Where each tile costs much in itself, one is best.
    const dear = { ...cost, milliseconds: { fixed: 100, perPixel: 1 / 4096 } };
    expect(side({ cost: dear }, small)).toEqual({ side: 320, reason: 'whole-photo' });
  });

  it('is one tile for a photo that fits', () => {
    expect(side({}, { width: 100, height: 60 })).toEqual({ side: 128, reason: 'whole-photo' });
  });

  it('has tiles too small for the overlap only where nothing larger is allowed', () => {
    const cost = {
      milliseconds: { fixed: 0, perPixel: 1 },
      gpuBytes: { fixed: 0, perPixel: 2500 },
    };
    // 8 × 64 pixels, overlapping by 21, would be fewer than 4 × 128, overlapping by 32.
    const narrow = { width: 400, height: 64 };
    const allowed = { cost, maxMilliseconds: 64 * 128, maxSide: 128 };
    expect(side(allowed, narrow).side).toBe(128);
    expect(side({ ...allowed, maxMilliseconds: 64 * 64 }, narrow).side).toBe(64);
  });

  it('counts pixels where nothing was measured', () => {
    const unmeasured = planTiles({ width: 300, height: 64 }, head, {
      ...gpu,
      cost: null,
      maxSide: 256,
    });
    expect(unmeasured).toMatchObject({
      tileWidth: 192,
      tileHeight: 64,
      gpuBytes: null,
      reason: 'fewest-pixels',
    });
  });

  it('keeps the smallest tile however slow, but not however large', () => {
    expect(side({ maxMilliseconds: 0 })).toEqual({ side: 64, reason: 'latency' });
    expect(planTiles(photo, head, { ...gpu, maxGpuBytes: 64 * 64 * 2500 - 1 })).toBeNull();
    expect(side({ maxGpuBytes: 64 * 64 * 2500 })).toEqual({ side: 64, reason: 'memory' });
  });

  it('has the network’s own tile where that takes one only', () => {
    const fixed = { ...head, sideMultiple: 48, fixedSide: 48 };
    expect(planTiles(photo, fixed, gpu)).toMatchObject({ tileWidth: 48, reason: 'network' });
  });

  it('is the fastest of all that keep the limits, for any photo and device', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 12, max: 600 }),
        (width, height, fixed, nanosecondsPerPixel, megabytes) => {
          const cost = {
            milliseconds: { fixed, perPixel: nanosecondsPerPixel / 1e6 },
            gpuBytes: { fixed: 1e6, perPixel: 2500 },
          };
          const limits = { ...gpu, cost, maxGpuBytes: megabytes * 1e6 };
          const total = (maxSide: number) => {
            const plan = planTiles({ width, height }, head, { ...limits, maxSide });
            if (plan === null) throw new Error('There is no plan.');
            const pixels = plan.tileWidth * plan.tileHeight;
            const milliseconds = valueAt(cost.milliseconds, pixels);
            expect(plan.gpuBytes).toBeLessThanOrEqual(limits.maxGpuBytes);
            if (maxSide > 64 && pixels > 64 * 64) expect(milliseconds).toBeLessThanOrEqual(125);
            const { columns, rows } = plan.grid;
            return columns.length * rows.length * milliseconds;
          };
          // Allowing more never makes it slower.
          const totals = [64, 128, 256, 512, 1024].map(total);
          // But for the smallest, whose tiles overlap less than they should.
          totals.slice(2).forEach((milliseconds, i) => {
            expect(milliseconds).toBeLessThanOrEqual((totals[i + 1] ?? 0) + 1e-9);
          });
        },
      ),
    );
  });
});
