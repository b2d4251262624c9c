import { useEffect, useState } from 'react';
import type { SavedPicture } from '../../state/playground/playgroundActions';
import { formatFileSize } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { CopyButton } from './CopyButton';
import { OutputControls } from './OutputControls';
import { SaveButton } from './SaveButton';

/** How the result is saved, and how large that makes it. */
export function SavePanel() {
  const { playground } = useParts();
  const output = usePlayground((state) => state.output);
  return (
    <>
      <h2>{strings.output.title}</h2>
      <OutputControls output={output} onChange={playground.getState().setOutput} />
      <Prepared />
      <div className="save-actions">
        <CopyButton />
        <SaveButton />
      </div>
    </>
  );
}

/** Milliseconds that a quality must stand before its size is worth computing. */
const settlingTime = 250;

type Outcome =
  | { readonly kind: 'preparing' }
  | { readonly kind: 'ready'; readonly picture: SavedPicture }
  | { readonly kind: 'failed'; readonly message: string };

/** The size is that of the very file that would be saved. */
function Prepared() {
  const { playground } = useParts();
  const output = usePlayground((state) => state.output);
  const result = usePlayground((state) => state.result);
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'preparing' });

  useEffect(() => {
    if (result === null) return;
    let isCurrent = true;
    setOutcome({ kind: 'preparing' });
    const prepare = async () => {
      try {
        const picture = await playground.getState().prepareResult(output);
        if (isCurrent && picture !== null) setOutcome({ kind: 'ready', picture });
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (isCurrent) setOutcome({ kind: 'failed', message });
      }
    };
    const timer = setTimeout(() => void prepare(), settlingTime);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [playground, output, result]);

  return (
    <div className="save-size" aria-live="polite">
      <p>
        <span>{strings.output.size}</span> <strong>{sizeText(outcome)}</strong>
      </p>
      {outcome.kind === 'failed' && <p className="output-note">{outcome.message}</p>}
      {outcome.kind === 'ready' && <Remarks picture={outcome.picture} />}
    </div>
  );
}

function sizeText(outcome: Outcome): string {
  if (outcome.kind === 'ready') return formatFileSize(outcome.picture.blob.size);
  return outcome.kind === 'failed' ? '–' : strings.output.encoding;
}

function Remarks({ picture: { isFlattened, leftOut } }: { readonly picture: SavedPicture }) {
  return (
    <>
      {isFlattened && <p className="output-note">{strings.output.flattened}</p>}
      {leftOut.length > 0 && (
        <p className="output-note">{strings.output.leftOut(leftOut.join(', '))}</p>
      )}
    </>
  );
}
