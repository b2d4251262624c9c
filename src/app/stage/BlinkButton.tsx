import type { KeyboardEvent } from 'react';
import { useParts, usePlayground, useView } from '../playgroundContext';
import { strings } from '../strings';
import { usePictureName } from './PicturePicker';

/** B is on the stage; A is for as long as this is held. */
export function BlinkButton() {
  const { view } = useParts();
  const isBlinking = useView((state) => state.isBlinking);
  const name = usePictureName(usePlayground((state) => state.comparing.sides.a));
  const hold = () => view.getState().blink(true);
  const letGo = () => view.getState().blink(false);
  const ifHoldingKey = (act: () => void) => (event: KeyboardEvent) => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    act();
  };
  return (
    <div className="compare-setting">
      <button
        type="button"
        className="blink-button"
        aria-label={strings.blink(name)}
        aria-keyshortcuts="B"
        aria-pressed={isBlinking}
        onPointerDown={({ currentTarget, pointerId }) => {
          currentTarget.setPointerCapture(pointerId);
          hold();
        }}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={ifHoldingKey(hold)}
        onKeyUp={ifHoldingKey(letGo)}
        onBlur={letGo}
      >
        {strings.blink(name)} <kbd>B</kbd>
      </button>
    </div>
  );
}
