import { describe, expect, it } from 'vitest';
import { glimpseSide } from './glimpse';

const head = { scale: 1, sideMultiple: 32, fixedSide: null, activationBytes: 1024 };
/** 3 ms, and 1 ms for each 2000 pixels: 100 ms are 440². 1000 bytes each. */
const cost = {
  milliseconds: { fixed: 3, perPixel: 1 / 2000 },
  gpuBytes: { fixed: 0, perPixel: 1000 },
};
const limits = { maxSide: 2048, maxGpuBytes: 500e6 };

describe('the side of a glimpse', () => {
  it('is the largest that follows a slider, in the memory that is allowed', () => {
    expect(glimpseSide(head, cost, limits)).toBe(416);
    expect(glimpseSide(head, cost, { ...limits, maxGpuBytes: 70e6 })).toBe(256);
    expect(glimpseSide(head, cost, { ...limits, maxSide: 200 })).toBe(192);
    const fast = { ...cost, milliseconds: { fixed: 0, perPixel: 1e-6 } };
    expect(glimpseSide(head, fast, limits)).toBe(512);
  });

  it('is none where it would show too little or lag behind', () => {
    const slow = { ...cost, milliseconds: { fixed: 0, perPixel: 1 / 50 } };
    expect(glimpseSide(head, slow, limits)).toBe(null);
    expect(glimpseSide(head, cost, { ...limits, maxGpuBytes: 1e6 })).toBe(null);
  });

  it('is that of the network where it takes one only', () => {
    expect(glimpseSide({ ...head, fixedSide: 240 }, cost, limits)).toBe(240);
    expect(glimpseSide({ ...head, fixedSide: 480 }, cost, limits)).toBe(null);
  });
});
