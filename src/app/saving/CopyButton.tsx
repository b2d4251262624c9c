import { useState } from 'react';
import type { Playground } from '../../state/playground/playground';
import { useParts } from '../playgroundContext';
import { strings } from '../strings';

type Outcome = 'none' | 'copying' | 'copied' | 'refused';

/** Puts the result on the clipboard: as a PNG, the one format that every clipboard takes. */
export function CopyButton() {
  const { playground } = useParts();
  const [outcome, setOutcome] = useState<Outcome>('none');
  if (typeof ClipboardItem === 'undefined') return null;
  const copy = async () => {
    setOutcome('copying');
    try {
      // Given as a promise: Safari forgets the click while it waits.
      await navigator.clipboard.write([
        new ClipboardItem({ 'image/png': resultAsPng(playground) }),
      ]);
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
  };
  return (
    <button
      type="button"
      className="button"
      aria-disabled={outcome === 'copying'}
      onClick={() => void copy()}
      onBlur={() => setOutcome('none')}
    >
      <span aria-live="polite">{strings.copy[outcome]}</span>
    </button>
  );
}

async function resultAsPng(playground: Playground): Promise<Blob> {
  const blob = await playground.getState().resultAsPng();
  if (blob === null) throw new Error('There is no result.');
  return blob;
}
