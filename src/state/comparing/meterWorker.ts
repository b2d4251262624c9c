import * as Comlink from 'comlink';
import { upscaleBicubic } from '../../imaging/cubicResize';
import { factorBetween } from '../../imaging/difference';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { ComparisonOptions } from '../../metrics/comparison';
import { fidelity } from '../../metrics/fidelity';

let reference: RgbaImage | null = null;

/** A picture on its way. */
export interface PictureParcel {
  readonly width: number;
  readonly height: number;
  /** The bytes of its data. */
  readonly pixels: Blob;
}

const api = {
  async setReference(parcel: PictureParcel | null): Promise<void> {
    reference = parcel && (await unpacked(parcel));
  },
  async measure(parcel: PictureParcel, options: ComparisonOptions) {
    const image = await unpacked(parcel);
    if (reference === null) throw new Error('There is no reference to measure against.');
    const factor = factorBetween(image, reference);
    return fidelity(reference, factor === 1 ? image : upscaleBicubic(image, factor), options);
  },
};

async function unpacked({ pixels, ...size }: PictureParcel): Promise<RgbaImage> {
  return { ...size, data: new Uint8ClampedArray(await pixels.arrayBuffer()) };
}

export type MeterWorkerApi = typeof api;

Comlink.expose(api);
