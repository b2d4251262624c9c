import { describe, expect, it } from 'vitest';
import { affordableSide } from './livePreview';

const head = { scale: 1, sideMultiple: 32, fixedSide: null, activationBytes: 1024 };
/** 3 ms, and 1 ms for each 2000 pixels: 100 ms are 440². 1000 bytes each. */
const cost = {
  milliseconds: { fixed: 3, perPixel: 1 / 2000 },
  gpuBytes: { fixed: 0, perPixel: 1000 },
};
const limits = [2048, 500e6] as const;

describe('the side of a live preview', () => {
  it('is the largest that follows a slider, in the memory that is allowed', () => {
    expect(affordableSide(head, cost, ...limits)).toBe(416);
    expect(affordableSide(head, cost, 2048, 70e6)).toBe(256);
    expect(affordableSide(head, cost, 200, 500e6)).toBe(192);
    const fast = { ...cost, milliseconds: { fixed: 0, perPixel: 1e-6 } };
    expect(affordableSide(head, fast, ...limits)).toBe(512);
  });

  it('is none where it would show too little or lag behind', () => {
    const slow = { ...cost, milliseconds: { fixed: 0, perPixel: 1 / 50 } };
    expect(affordableSide(head, slow, ...limits)).toBe(null);
    expect(affordableSide(head, cost, 2048, 1e6)).toBe(null);
  });

  it('is that of the network where it takes one only', () => {
    expect(affordableSide({ ...head, fixedSide: 240 }, cost, ...limits)).toBe(240);
    expect(affordableSide({ ...head, fixedSide: 480 }, cost, ...limits)).toBe(null);
  });
});
