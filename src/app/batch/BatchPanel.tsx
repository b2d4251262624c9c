import { useEffect, useId, useRef, useState } from 'react';
import { createBatch } from '../../state/batch/batch';
import { thumbnailOf } from '../../state/batch/thumbnail';
import { BatchFolder } from '../../storage/batchFolder';
import { useParts } from '../playgroundContext';
import { strings } from '../strings';
import { BatchActionsBar } from './BatchActionsBar';
import { BatchIntake } from './BatchIntake';
import { BatchQueue } from './BatchQueue';
import { BatchSettings } from './BatchSettings';
import { BatchContext } from './batchContext';
import { batchDoor, useBatchDoor } from './batchDoor';
import './batch.css';

/** Many photos: what to do with them, the queue, and where results go. */
export function BatchPanel() {
  const { playground, engine } = useParts();
  const [batch] = useState(() =>
    createBatch({ engine, playground, results: new BatchFolder(), thumbnail: thumbnailOf }),
  );
  const isOpen = useBatchDoor((door) => door.isOpen);
  const incoming = useBatchDoor((door) => door.incoming);
  const heading = useId();
  const panel = useRef<HTMLElement>(null);

  useEffect(() => {
    if (incoming.length === 0) return;
    batchDoor.setState({ incoming: [] });
    batch.getState().add(incoming);
  }, [batch, incoming]);

  useEffect(() => {
    if (isOpen) panel.current?.focus();
  }, [isOpen]);

  return (
    <BatchContext value={batch}>
      <section
        ref={panel}
        className="batch"
        aria-labelledby={heading}
        tabIndex={-1}
        hidden={!isOpen}
      >
        <header className="batch-head">
          <h2 id={heading}>{strings.batch.title}</h2>
          <button
            type="button"
            className="button button-quiet"
            onClick={() => batchDoor.setState({ isOpen: false })}
          >
            {strings.batch.close}
          </button>
        </header>
        <div className="batch-body">
          <div className="batch-side">
            <BatchIntake />
            <BatchSettings />
          </div>
          <BatchQueue />
        </div>
        <BatchActionsBar />
      </section>
    </BatchContext>
  );
}
