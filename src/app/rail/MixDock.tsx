import { useEffect } from 'react';
import { offerOfRow } from '../../state/adapters/offers';
import { lazyPart } from '../part/lazyPart';
import { usePlayground } from '../playgroundContext';

/** The slider is a library's: the first view does without it. */
const MixControls = lazyPart(async () => (await import('./MixControls')).default);

/**
 * Below the list and not in it: under the chosen row it would push the others about. Nothing for the
 * backbone alone.
 */
export function MixDock() {
  const isWanted = usePlayground(({ photo, phase }) => photo !== null && phase === 'ready');
  const offers = usePlayground((state) => state.offers);
  const backbone = usePlayground((state) => state.backbone);
  const chosen = usePlayground((state) => state.chosen);
  // Every photo wants it, and by then there may be no network.
  useEffect(MixControls.preload, []);
  const row = offerOfRow(chosen, { offers, backbone });
  if (!isWanted || row?.adapter == null) return null;
  return (
    <div className="rail-mix">
      <MixControls row={row} />
    </div>
  );
}
