import { lazy, Suspense } from 'react';
import { BatchContext } from './batchContext';
import { useBatchDoor } from './batchDoor';

const BatchPanel = lazy(async () => ({ default: (await import('./BatchPanel')).BatchPanel }));

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
      <Suspense>
        <BatchPanel isCovered={isCovered} />
      </Suspense>
    </BatchContext>
  );
}
