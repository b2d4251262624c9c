import { useEffect, useId, useRef } from 'react';
import { batch as batchWords } from '../strings/batch';
import { BatchActionsBar } from './BatchActionsBar';
import { BatchAdders } from './BatchAdders';
import { BatchQueue } from './BatchQueue';
import { BatchSettings } from './BatchSettings';
import { batchLoader, useBatchLoader } from './batchLoader';
import './batch.css';

/** Many photos: what to do with them, the queue, and where results go. */
export function BatchPanel({ isCovered }: { readonly isCovered: boolean }) {
  const isOpen = useBatchLoader((loader) => loader.isOpen);
  const heading = useId();
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    if (isOpen) panel.current?.focus();
  }, [isOpen]);

  return (
    <section
      ref={panel}
      className="batch"
      aria-labelledby={heading}
      tabIndex={-1}
      hidden={!isOpen}
      inert={isCovered}
    >
      <header className="batch-head">
        <h2 id={heading}>{batchWords.title}</h2>
        <button
          type="button"
          className="button button-quiet"
          onClick={() => batchLoader.setState({ isOpen: false })}
        >
          {batchWords.close}
        </button>
      </header>
      <div className="batch-body">
        <div className="batch-side">
          <BatchAdders />
          <BatchSettings />
        </div>
        <BatchQueue />
      </div>
      <BatchActionsBar />
    </section>
  );
}
