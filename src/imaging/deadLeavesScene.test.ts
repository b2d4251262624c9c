import { describe, expect, it } from 'vitest';
import { renderDeadLeaves } from './deadLeavesScene';
import type { RgbaImage } from './rgbaImage';

const scene = renderDeadLeaves({ width: 320, height: 240, seed: 4 });

/** Horizontal differences of the green channel between pixels that are `step` apart. */
function gradients({ width, height, data }: RgbaImage, step: number): number[] {
  const differences: number[] = [];
  for (let y = 0; y < height; y += step) {
    for (let x = step; x < width; x += step) {
      const at = (y * width + x) * 4 + 1;
      differences.push((data[at] as number) - (data[at - step * 4] as number));
    }
  }
  return differences;
}

function kurtosis(values: readonly number[]): number {
  const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const centre = mean(values);
  const variance = mean(values.map((value) => (value - centre) ** 2));
  return mean(values.map((value) => (value - centre) ** 4)) / variance ** 2;
}

describe('renderDeadLeaves', () => {
  it('renders the same picture for the same seed, another for another', () => {
    expect(renderDeadLeaves({ width: 60, height: 40, seed: 1 })).toEqual(
      renderDeadLeaves({ width: 60, height: 40, seed: 1 }),
    );
    expect(renderDeadLeaves({ width: 60, height: 40, seed: 2 }).data).not.toEqual(
      renderDeadLeaves({ width: 60, height: 40, seed: 1 }).data,
    );
  });

  it('is opaque, of the size asked for, and leaves hardly any pixel black', () => {
    expect([scene.width, scene.height, scene.data.length]).toEqual([320, 240, 320 * 240 * 4]);
    let black = 0;
    for (let i = 0; i < scene.data.length; i += 4) {
      expect(scene.data[i + 3]).toBe(255);
      const isBlack = scene.data[i] === 0 && scene.data[i + 1] === 0 && scene.data[i + 2] === 0;
      black += isBlack ? 1 : 0;
    }
    expect(black).toBeLessThan(320 * 240 * 0.001);
  });

  it('has heavy-tailed gradients, as photographs do', () => {
    // Independent pixels would give about 3; photographs, and this model, far more.
    expect(kurtosis(gradients(scene, 1))).toBeGreaterThan(6);
  });

  it('holds dark and light, and several hues', () => {
    const levels = [...scene.data].filter((_, i) => i % 4 === 1).sort((a, b) => a - b);
    expect(levels[Math.floor(levels.length * 0.02)]).toBeLessThan(50);
    expect(levels[Math.floor(levels.length * 0.98)]).toBeGreaterThan(170);
    let [reddish, bluish] = [0, 0];
    for (let i = 0; i < scene.data.length; i += 4) {
      const difference = (scene.data[i] as number) - (scene.data[i + 2] as number);
      reddish += difference > 30 ? 1 : 0;
      bluish += difference < -15 ? 1 : 0;
    }
    expect(reddish).toBeGreaterThan(320 * 240 * 0.1);
    expect(bluish).toBeGreaterThan(320 * 240 * 0.03);
  });

  it('renders pictures down to a single pixel', () => {
    expect(renderDeadLeaves({ width: 1, height: 1, seed: 0 }).data[3]).toBe(255);
  });
});
