import { lazy, Suspense } from 'react';
import { useBatchDoor } from './batchDoor';

const BatchPanel = lazy(async () => ({ default: (await import('./BatchPanel')).BatchPanel }));

/** Over the stage; loaded when it is first opened. */
export function BatchArea() {
  const isBuilt = useBatchDoor((door) => door.isBuilt);
  if (!isBuilt) return null;
  return (
    <Suspense>
      <BatchPanel />
    </Suspense>
  );
}
