import { isTuning } from '../kernels/tuningMode';
import type { Parameters } from './parameters';

/**
 * Whether gradients are being recorded and this is an adapter's own copy of a backbone's parameter:
 * fused kernels, which leave their weights' gradients out, are no good then.
 */
export function isTrained(p: Parameters, name: string): boolean {
  return isTuning() && p.isReplaced(name);
}
