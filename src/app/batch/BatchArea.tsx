import { lazyPart } from '../part/lazyPart';
import { BatchContext } from './batchContext';
import { batchLoader, useBatchLoader } from './batchLoader';

const BatchPanel = lazyPart(async () => (await import('./BatchPanel')).BatchPanel);

/**
 * Over the stage; loaded when it is first opened.
 *
 * @param isCovered by another screen.
 */
export function BatchArea({ isCovered }: { readonly isCovered: boolean }) {
  const batch = useBatchLoader((loader) => loader.batch);
  if (batch === null) return null;
  return (
    <BatchContext value={batch}>
      <BatchPanel isCovered={isCovered} onLeave={() => batchLoader.setState({ isOpen: false })} />
    </BatchContext>
  );
}
