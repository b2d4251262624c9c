import { lazyPart } from '../part/lazyPart';
import { BatchContext } from './batchContext';
import { batchDoor, useBatchDoor } from './batchDoor';

const BatchPanel = lazyPart(async () => (await import('./BatchPanel')).BatchPanel);

/**
 * Over the stage; loaded when it is first opened.
 *
 * @param isCovered by another screen.
 */
export function BatchArea({ isCovered }: { readonly isCovered: boolean }) {
  const batch = useBatchDoor((door) => door.batch);
  if (batch === null) return null;
  return (
    <BatchContext value={batch}>
      <BatchPanel isCovered={isCovered} onLeave={() => batchDoor.setState({ isOpen: false })} />
    </BatchContext>
  );
}
