import { type DegradationStep, unstatedLicence, writeAdapter } from '../../files/adapter';
import { storeFloat32 } from '../../files/storedTensor';
import type { Recipe } from '../../imaging/degradation/recipe';
import type { TuningDescription } from '../../tuning/checkpointFile';
import type { AdapterValues, Curves } from '../../tuning/tuningRun';

/** Losses that the file keeps: enough to draw the curve. */
const keptLosses = 200;

/** What a run made, as an adapter file: F32 under the published names. */
export function tunedFile(
  description: TuningDescription,
  scale: number,
  best: { readonly values: AdapterValues; readonly psnr: number; readonly step: number },
  curves: Curves,
): Uint8Array<ArrayBuffer> {
  const { name, kind, backbone, backboneSha256, recipe, settings, photos } = description;
  const { inputPsnr, startPsnr, backbonePsnr, modulesToSave } = description;
  const { head, seed, ...others } = settings;
  return writeAdapter({
    metadata: {
      name,
      kind,
      task: taskOf(recipe),
      scale,
      head,
      backbone,
      backboneSha256,
      degradation:
        recipe.length === 0 ? [{ kind: 'pairs' }] : (recipe as readonly DegradationStep[]),
      training: {
        program: 'AdaptIR Playground, in the browser',
        ...others,
        seed,
        taken: curves.losses.length,
        best_step: best.step,
        photos,
        start_psnr: startPsnr,
        losses: thinned(curves.losses).map((loss) => Number(loss.toPrecision(4))),
        validations: curves.validations.map((point) => [point.step, round(point.psnr)]),
      },
      metrics: {
        set: `held-out patches of ${photos} photos`,
        psnrRgb: {
          input: round(inputPsnr),
          backbone: round(backbonePsnr),
          adapter: round(best.psnr),
        },
      },
      licence: unstatedLicence,
      modulesToSave,
    },
    tensors: new Map(
      [...best.values].map(([tensor, { shape, values }]) => [
        tensor,
        storeFloat32(values, shape, 'F32'),
      ]),
    ),
  });
}

/** What the recipe's first step calls for: how adapter files name their task. */
function taskOf(recipe: Recipe): string {
  if (recipe.some(({ kind }) => kind === 'bicubic-down')) return 'super-resolution';
  const [first] = recipe;
  const kind = first?.kind === 'one-of' ? first.options[0]?.kind : first?.kind;
  switch (kind) {
    case 'gaussian-blur':
    case 'motion-blur':
    case 'camera-shake':
    case 'defocus':
      return 'deblur';
    case 'gaussian-noise':
    case 'poisson-gaussian':
      return 'denoise';
    case 'jpeg':
      return 'jpeg';
    case 'rain':
      return 'derain';
    default:
      return 'restore';
  }
}

/** Every n-th, so that few enough are left. */
function thinned(values: readonly number[]): readonly number[] {
  const stride = Math.max(1, Math.ceil(values.length / keptLosses));
  return values.filter((_, i) => i % stride === 0);
}

function round(decibels: number): number {
  return Number(decibels.toFixed(3));
}
