import { upscaleBicubic } from '../imaging/cubicResize';
import type { RgbaImage } from '../imaging/rgbaImage';
import * as tf from '../kernels/tf';
import { psnr } from '../metrics/psnr';
import { restoringTensors } from '../networks/adaptir/restoringParameters';
import { Constants } from '../networks/constants';
import type { Network } from '../networks/network';
import { type ParameterSpecs, Parameters, type ParameterValues } from '../networks/parameters';
import type { PatchPair } from './data/patchSampler';
import { pictureOf, pictureTensor } from './patchTensors';

/** Average PSNR (RGB, dB) over the held-out patches, and the first of them restored. */
export interface Measurement {
  readonly psnr: number;
  readonly preview: RgbaImage;
}

/** Held-out patches restored as the app restores: BatchNorm on running statistics, 8 bits. */
export class Validation {
  constructor(
    private readonly network: Network,
    private readonly head: string,
    private readonly backbone: ReadonlyMap<string, tf.Tensor>,
    private readonly specs: ParameterSpecs,
    private readonly pairs: readonly PatchPair[],
  ) {}

  /** The first patch, degraded and clean: what a preview stands between. */
  get shown(): PatchPair {
    const [first] = this.pairs;
    if (first === undefined) throw new RangeError('There is no held-out patch.');
    return first;
  }

  /** PSNR of the degraded patches themselves, enlarged bicubically where the head enlarges. */
  inputPsnr(): number {
    const scale = this.network.heads.get(this.head)?.scale ?? 1;
    return mean(
      this.pairs.map(({ degraded, clean }) =>
        psnr(upscaleBicubic(degraded, scale), clean, { channels: 'rgb' }),
      ),
    );
  }

  /** @param adapter published layout; none is the backbone alone. */
  async measure(adapter: ReadonlyMap<string, ParameterValues>): Promise<Measurement> {
    const constants = new Constants();
    const tensors = restoringTensors(adapter, this.specs);
    const parameters = new Parameters([tensors, this.backbone]);
    const levels: number[] = [];
    let preview: RgbaImage | null = null;
    try {
      for (const { degraded, clean } of this.pairs) {
        const output = tf.tidy(() =>
          this.network.forward(pictureTensor([degraded]), this.head, parameters, constants),
        );
        const restored = pictureOf(
          (await output.data()) as Float32Array,
          clean.width,
          clean.height,
        );
        output.dispose();
        levels.push(psnr(restored, clean, { channels: 'rgb' }));
        preview ??= restored;
      }
    } finally {
      tf.dispose([...tensors.values()]);
      constants.clear();
    }
    if (preview === null) throw new RangeError('There is no held-out patch.');
    return { psnr: mean(levels), preview };
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
