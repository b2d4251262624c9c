import { useEffect, useRef, useState } from 'react';
import { useIsBatchFilled } from '../batch/batchLoader';
import { usePlayground, useTuning } from '../playgroundContext';
import { strings } from '../strings';

/**
 * Keeps the page for visits without a network, once what it shows first is loaded, and says quietly
 * when a new version is there. That one waits until the person reloads, which can be done when no
 * run and no batch would be lost to it.
 */
export function NewVersion() {
  const isReady = usePlayground((state) => state.phase === 'ready');
  const isRestoring = usePlayground((state) => state.run !== null);
  const isLearning = useTuning((state) => state.run !== null);
  const isBatchFilled = useIsBatchFilled();
  const [isWaiting, setIsWaiting] = useState(false);
  const reload = useRef<(() => Promise<void>) | null>(null);

  useEffect(() => {
    if (!isReady || reload.current !== null || !('serviceWorker' in navigator)) return;
    reload.current = async () => undefined;
    void import('virtual:pwa-register').then(({ registerSW }) => {
      reload.current = registerSW({ immediate: true, onNeedRefresh: () => setIsWaiting(true) });
    });
  }, [isReady]);

  if (!isWaiting) return null;
  return (
    <p className="status-note" role="status">
      {strings.newVersion}{' '}
      <button
        type="button"
        className="link"
        disabled={isRestoring || isLearning || isBatchFilled}
        onClick={() => void reload.current?.()}
      >
        {strings.reload}
      </button>
    </p>
  );
}
