import { useId, useState } from 'react';
import { lazyPart } from '../part/lazyPart';
import { strings } from '../strings';
import './saving.css';

const SavePanel = lazyPart(async () => (await import('./SavePanel')).SavePanel);

/** A button beside “Save” that opens what can be set about it. Esc and a click elsewhere close it. */
export function SaveOptions() {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button save-options"
        popoverTarget={id}
        aria-expanded={isOpen}
        aria-label={strings.output.options}
        title={strings.output.options}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <path d="m4 10 4-4 4 4" />
        </svg>
      </button>
      <section
        id={id}
        className="save-panel"
        popover="auto"
        aria-label={strings.output.title}
        onToggle={({ newState }) => setIsOpen(newState === 'open')}
      >
        {isOpen && <SavePanel />}
      </section>
    </>
  );
}
