import type { WebGpuSession } from '../../kernels/backends/webgpu';
import type { Precision } from '../../kernels/halves/precision';
import { DeviceGuard } from '../deviceGuard';
import { DeviceLostError, EngineError } from '../errors';
import { halvesError, halvesTolerance } from './halvesCheck';

/** What numbers are stored in on the device that runs. */
export interface ChosenPrecision {
  readonly precision: Precision;
  /** Why not in 16 bits although they were asked for or might be expected, in a sentence. */
  readonly reason: string | null;
}

/**
 * 16 bits where the hardware has such numbers and computes the same with them: that halves the
 * memory traffic which bounds most of a tile's time. Without hardware of its own, a processor above
 * all, converting costs more than the traffic.
 *
 * @param wanted takes 16 bits wherever they compute the same, or never; left out: as said.
 * @param session null off WebGPU.
 */
export async function chosenPrecision(
  session: WebGpuSession | null,
  wanted?: Precision,
): Promise<ChosenPrecision> {
  if (wanted === 'f32') return inFull(null);
  if (session === null) {
    return inFull(wanted === 'f16' ? 'Only WebGPU computes with 16-bit numbers here.' : null);
  }
  if (wanted === undefined) {
    if (session.isSoftwareAdapter) return inFull(null);
    if (!session.hasHalves) return inFull('This GPU has no 16-bit numbers.');
  }
  try {
    const guard = new DeviceGuard(session);
    const error = await halvesError((compute) => guard.read(compute));
    if (error <= halvesTolerance) return { precision: 'f16', reason: null };
    const off = Number.isFinite(error)
      ? `is off by ${Math.round(100 * error)} %`
      : 'gives no numbers';
    return inFull(`This GPU computes wrongly with 16-bit numbers: it ${off}.`);
  } catch (error) {
    if (!(error instanceof EngineError) || error instanceof DeviceLostError) throw error;
    return inFull(`This GPU fails with 16-bit numbers. ${error.message}`);
  }
}

function inFull(reason: string | null): ChosenPrecision {
  return { precision: 'f32', reason };
}
