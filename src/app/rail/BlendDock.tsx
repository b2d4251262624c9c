import { useEffect } from 'react';
import { offerUnder } from '../../state/adapters/offers';
import { lazyPart } from '../part/lazyPart';
import { usePlayground } from '../playgroundContext';

/** The slider is a library's: the first view does without it. */
const BlendControls = lazyPart(async () => (await import('./BlendControls')).default);

/**
 * Below the list and not in it: under the chosen row it would push the others about. Nothing for the
 * backbone alone.
 */
export function BlendDock() {
  const isWanted = usePlayground(({ photo, phase }) => photo !== null && phase === 'ready');
  const offers = usePlayground((state) => state.offers);
  const backbone = usePlayground((state) => state.backbone);
  const chosen = usePlayground((state) => state.chosen);
  // Every photo wants it, and by then there may be no network.
  useEffect(BlendControls.preload, []);
  const row = offerUnder(chosen, { offers, backbone });
  if (!isWanted || row?.adapter == null) return null;
  return (
    <div className="rail-blend">
      <BlendControls row={row} />
    </div>
  );
}
