import { photoKey, referenceKey, type Sides } from '../../state/comparing/sides';
import type { Mode } from '../../state/view/panes';
import type { PlaygroundParts } from '../playgroundContext';

/** The difference of a picture and the original is on screen. */
export function isErrorMap(mode: Mode, { a, b }: Sides): boolean {
  return mode === 'difference' && [a, b].includes(referenceKey);
}

/** The difference of what is on B, or else the result, and the original; once more: before and after. */
export async function toggleErrorMap({
  playground,
  view,
}: Pick<PlaygroundParts, 'playground' | 'view'>): Promise<void> {
  const { comparing, compare, result } = playground.getState();
  const { a, b } = comparing.sides;
  if (isErrorMap(view.getState().mode, { a, b })) {
    view.getState().setMode('split');
    if (a === referenceKey) await compare('a', photoKey);
    return;
  }
  view.getState().setMode('difference');
  if (b === referenceKey) await compare('b', result?.offer.key ?? photoKey);
  await compare('a', referenceKey);
}
