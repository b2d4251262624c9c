import type { HeadProperties } from '../../networks/network';
import type { TileBudget } from '../tiling/tileRules';
import type { TuningSizes } from './tuningProtocol';

/** Side of a clean patch that trains well; smaller ones hide what blurs and streaks do. */
const wantedSide = 128;
const mostPatches = 8;
/** A step keeps every layer's activations for the way back, a restoration's tile but a few. */
const shareOfBudget = 0.5;

/** The largest patches up to 128 clean pixels, and as many in a step as the device's budget allows. */
export function tuningSizes(head: HeadProperties, budget: TileBudget): TuningSizes {
  const { sideMultiple, fixedSide, scale, activationBytes } = head;
  const multiples = Math.max(1, Math.floor(wantedSide / scale / sideMultiple));
  const patch = fixedSide ?? multiples * sideMultiple;
  const affordable = (shareOfBudget * budget.activationBytes) / (patch * patch * activationBytes);
  const batch = Math.min(mostPatches, Math.max(1, Math.floor(affordable)));
  return { patch, batch, patchMultiple: fixedSide ?? sideMultiple };
}
