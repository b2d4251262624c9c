import * as Comlink from 'comlink';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { Fidelity } from '../../metrics/fidelity';
import type { MeterWorkerApi } from './meterWorker';

/** Measures pictures against a reference. */
export interface Meter {
  /**
   * @param image of the reference's size, or smaller by a whole factor: then it is enlarged first
   *   (bicubic), the baseline that super-resolution is measured against.
   * @param scale how many times larger than the photo the reference is.
   */
  measure(reference: RgbaImage, image: RgbaImage, scale: number): Promise<Fidelity>;
  /** Gives back what the last reference takes, once what is being measured is done. */
  forget(): Promise<void>;
}

/** In a worker of its own: neither the page nor a restoration waits. It starts when first needed. */
export function createMeter(): Meter {
  let remote: Comlink.Remote<MeterWorkerApi> | null = null;
  let sent: RgbaImage | null = null;
  return {
    async measure(reference, image, scale) {
      remote ??= Comlink.wrap<MeterWorkerApi>(
        new Worker(new URL('./meterWorker.ts', import.meta.url), { type: 'module', name: 'meter' }),
      );
      if (sent !== reference) {
        await remote.setReference(reference);
        sent = reference;
      }
      return await remote.measure(image, scale);
    },
    async forget() {
      sent = null;
      await remote?.setReference(null);
    },
  };
}
