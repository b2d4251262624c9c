import { useEffect, useState } from 'react';
import { useParts, usePlayground } from '../playgroundContext';
import { saveFile } from '../saveFile';
import { strings } from '../strings';

/** Milliseconds after which saving is long enough to be worth cancelling. */
const patience = 1000;

/** Saves the result as it was last set; while that takes long, cancels it. */
export function SaveButton() {
  const { playground } = useParts();
  const saving = usePlayground((state) => state.saving);
  const format = usePlayground((state) => state.output.format);
  const isLong = useIsLong(saving);
  const save = async () => {
    const saved = await playground.getState().encodeResult();
    if (saved !== null) saveFile(saved.blob, saved.fileName);
  };
  return (
    <button
      type="button"
      className="button button-primary"
      aria-disabled={saving && !isLong}
      onClick={() => (isLong ? playground.getState().cancelSaving() : void save())}
    >
      {isLong
        ? strings.cancelSaving
        : saving
          ? strings.saving
          : strings.save(strings.output.formatName[format])}
    </button>
  );
}

function useIsLong(isGoingOn: boolean): boolean {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (!isGoingOn) return;
    const timer = setTimeout(() => setIsLong(true), patience);
    return () => {
      clearTimeout(timer);
      setIsLong(false);
    };
  }, [isGoingOn]);
  return isLong;
}
