import * as Comlink from 'comlink';
import { upscaleBicubic } from '../../imaging/cubicResize';
import { factorBetween } from '../../imaging/difference';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { fidelity } from '../../metrics/fidelity';

let reference: RgbaImage | null = null;

const api = {
  setReference(image: RgbaImage | null): void {
    reference = image;
  },
  measure(image: RgbaImage, scale: number) {
    if (reference === null) throw new Error('There is no reference to measure against.');
    const factor = factorBetween(image, reference);
    return fidelity(reference, factor === 1 ? image : upscaleBicubic(image, factor), scale);
  },
};

export type MeterWorkerApi = typeof api;

Comlink.expose(api);
