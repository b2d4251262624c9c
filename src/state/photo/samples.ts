import type { Recipe } from '../../imaging/degradation/recipe';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { Wish } from '../adapters/offers';

export const sampleNames = ['noisy-scene', 'blurred-chart', 'small-scene'] as const;

/** A picture to try without a photo at hand, drawn and degraded here: nothing is fetched. */
export interface Sample extends Wish {
  readonly id: string;
  readonly fileName: string;
  render(): Promise<RgbaImage>;
}

const seed = 7;

/** Drawing them is loaded on demand: most people bring photos. */
export const samples: readonly (Sample & { readonly id: (typeof sampleNames)[number] })[] = [
  {
    id: 'noisy-scene',
    fileName: 'noisy-scene.png',
    adapter: 'denoise-25',
    task: 'denoise',
    scale: 1,
    render: async () => worsened(await scene(), [{ kind: 'gaussian-noise', sigma: 25 }]),
  },
  {
    id: 'blurred-chart',
    fileName: 'blurred-chart.png',
    adapter: 'deblur-gaussian',
    task: 'deblur',
    scale: 1,
    render: async () =>
      worsened(await chart(), [
        { kind: 'gaussian-blur', sigma: 1.6 },
        { kind: 'gaussian-noise', sigma: 1.5 },
      ]),
  },
  {
    id: 'small-scene',
    fileName: 'small-scene.png',
    adapter: 'sr-x2',
    task: 'super-resolution',
    scale: 2,
    render: async () => worsened(await scene(), [{ kind: 'bicubic-down', scale: 2 }]),
  },
];

async function scene(): Promise<RgbaImage> {
  const { renderDeadLeaves } = await import('../../imaging/deadLeavesScene');
  return renderDeadLeaves({ width: 960, height: 640, seed });
}

async function chart(): Promise<RgbaImage> {
  const { renderResolutionChart } = await import('../../imaging/resolutionChart');
  return renderResolutionChart({ width: 960, height: 640 });
}

async function worsened(clean: RgbaImage, recipe: Recipe): Promise<RgbaImage> {
  const { degrade } = await import('../../imaging/degradation/degrade');
  return degrade(clean, recipe, seed);
}
