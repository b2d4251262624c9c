import { useState } from 'react';
import { strings } from '../strings';

/** Discards a run at the second click: it cannot be brought back. */
export function DiscardButton({ onDiscard }: { readonly onDiscard: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking) {
    return (
      <button type="button" className="button button-quiet" onClick={() => setIsAsking(true)}>
        {strings.tune.discard}
      </button>
    );
  }
  return (
    <fieldset className="discard">
      <legend>{strings.tune.sureDiscard}</legend>
      <button type="button" className="button" onClick={() => setIsAsking(false)}>
        {strings.tune.keep}
      </button>
      {/* What was clicked is gone: the focus goes on to its answer. */}
      <button
        type="button"
        className="button button-alarm"
        ref={(button) => button?.focus()}
        onClick={onDiscard}
      >
        {strings.tune.discard}
      </button>
    </fieldset>
  );
}
