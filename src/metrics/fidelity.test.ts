import { describe, expect, test } from 'vitest';
import { downscaleBicubic, upscaleBicubic } from '../imaging/cubicResize';
import { renderDeadLeaves } from '../imaging/deadLeavesScene';
import { degrade } from '../imaging/degradation/degrade';
import { comparisonFor } from './comparison';
import { fidelity } from './fidelity';
import { psnr } from './psnr';
import { ssim } from './ssim';

const rgb = { channels: 'rgb' } as const;
const clean = renderDeadLeaves({ width: 60, height: 522, seed: 4 });

describe('fidelity', () => {
  test('strip by strip is that of the whole picture', async () => {
    const noisy = await degrade(clean, [{ kind: 'gaussian-noise', sigma: 20 }], 1);
    const measured = fidelity(clean, noisy, comparisonFor('denoise', 1));
    expect(measured.channels).toBe('rgb');
    expect(measured.psnr).toBeCloseTo(psnr(clean, noisy, { channels: 'rgb' }), 9);
    expect(measured.ssim).toBeCloseTo(ssim(clean, noisy, { channels: 'rgb' }), 9);
  });

  test('goes by the task: luma for super-resolution, without a border, and for deraining', () => {
    expect(comparisonFor('super-resolution', 4)).toEqual({ channels: 'y', border: 4 });
    expect(comparisonFor('derain', 1)).toEqual({ channels: 'y', border: 0 });
    for (const task of ['denoise', 'deblur', 'jpeg', 'low-light', null]) {
      expect(comparisonFor(task, 1)).toEqual({ channels: 'rgb', border: 0 });
    }
    expect(comparisonFor(null, 2)).toEqual({ channels: 'y', border: 2 });
  });

  test('of super-resolution is in luma, without a border', () => {
    const options = { channels: 'y', border: 2 } as const;
    const enlarged = upscaleBicubic(downscaleBicubic(clean, 2), 2);
    const measured = fidelity(clean, enlarged, comparisonFor('super-resolution', 2));
    expect(measured.channels).toBe('y');
    expect(measured.psnr).toBeCloseTo(psnr(clean, enlarged, options), 9);
    expect(measured.ssim).toBeCloseTo(ssim(clean, enlarged, options), 9);
  });

  test('of the same picture is perfect; a tiny picture has no SSIM', () => {
    expect(fidelity(clean, clean, rgb)).toMatchObject({ psnr: Number.POSITIVE_INFINITY, ssim: 1 });
    const tiny = renderDeadLeaves({ width: 8, height: 8, seed: 4 });
    expect(fidelity(tiny, tiny, rgb).ssim).toBeNull();
  });

  test('refuses sizes that do not fit', () => {
    const other = renderDeadLeaves({ width: 40, height: 522, seed: 4 });
    expect(() => fidelity(clean, other, rgb)).toThrow(RangeError);
  });
});
