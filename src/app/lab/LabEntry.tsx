import { noticeOf } from '../../state/playground/notice';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { openLab } from './labLoader';

/** Where the focus goes back to. */
export const labEntryId = 'lab-entry';

/** The way to the lab, for the photo on screen. */
export function LabEntry() {
  const parts = useParts();
  const hasWholePhoto = usePlayground(({ photo, original }) => photo !== null && original === null);
  if (!hasWholePhoto) return null;
  const open = () => {
    openLab(parts).catch((error: unknown) => {
      parts.playground.setState({ notice: noticeOf(error) });
    });
  };
  return (
    <button type="button" className="button button-quiet" id={labEntryId} onClick={open}>
      {strings.degrade}
    </button>
  );
}
