import * as Comlink from 'comlink';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { ComparisonOptions } from '../../metrics/comparison';
import type { Fidelity } from '../../metrics/fidelity';
import { copiedInParts } from '../photo/copiedInParts';
import type { MeterWorkerApi, PictureParcel } from './meterWorker';

/** Measures pictures against a reference. */
export interface Meter {
  /**
   * @param image of the reference's size, or smaller by a whole factor: then it is enlarged first
   *   (bicubic), the baseline that super-resolution is measured against.
   */
  measure(reference: RgbaImage, image: RgbaImage, options: ComparisonOptions): Promise<Fidelity>;
  /** Gives back what the last reference takes, once what is being measured is done. */
  forget(): Promise<void>;
}

/** In a worker of its own: neither the page nor a restoration waits. It starts when first needed. */
export function createMeter(): Meter {
  let remote: Comlink.Remote<MeterWorkerApi> | null = null;
  let sent: RgbaImage | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  /** A reference must not go while something is measured against it. */
  const inTurn = <Value>(task: () => Promise<Value>): Promise<Value> => {
    const result = turn.then(task);
    // Whoever awaits `result` hears of a failure.
    turn = result.catch(() => undefined);
    return result;
  };
  return {
    measure: (reference, image, options) =>
      inTurn(async () => {
        remote ??= Comlink.wrap<MeterWorkerApi>(
          new Worker(new URL('./meterWorker.ts', import.meta.url), {
            type: 'module',
            name: 'meter',
          }),
        );
        if (sent !== reference) {
          await remote.setReference(await parcelOf(reference));
          sent = reference;
        }
        return await remote.measure(await parcelOf(image), options);
      }),
    forget: () =>
      inTurn(async () => {
        sent = null;
        await remote?.setReference(null);
      }),
  };
}

async function parcelOf({ width, height, data }: RgbaImage): Promise<PictureParcel> {
  return { width, height, pixels: await copiedInParts(data) };
}
