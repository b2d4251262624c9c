import { useRef } from 'react';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { Icon } from './Icon';

/** Takes a picture that shows the truth, to measure against; or puts it away again. */
export function ReferenceButton() {
  const { playground } = useParts();
  const chooser = useRef<HTMLInputElement>(null);
  const hasReference = usePlayground((state) => state.comparing.reference !== null);
  const { openReference, removeReference } = playground.getState();
  return (
    <>
      <button
        type="button"
        className="compare-tool"
        aria-label={hasReference ? strings.removeReference : strings.addReference}
        title={hasReference ? strings.removeReferenceHint : strings.addReferenceHint}
        onClick={() => (hasReference ? removeReference() : chooser.current?.click())}
      >
        <Icon path={hasReference ? 'M5 5l10 10M15 5 5 15' : 'M10 2.5v15M2.5 10h15'} />
        <span>{strings.reference}</span>
      </button>
      <input
        ref={chooser}
        type="file"
        hidden
        accept="image/*,.avif,.webp,.jpg,.jpeg,.png"
        aria-label={strings.referenceFile}
        onChange={({ target }) => {
          const file = target.files?.[0];
          // Emptied, or choosing the same file again would say nothing.
          target.value = '';
          if (file !== undefined) void openReference(file);
        }}
      />
    </>
  );
}
