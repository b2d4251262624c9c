import { formatZoom } from '../formats';
import { useParts, useView } from '../playgroundContext';
import { ariaKeysOf } from '../shortcuts/shortcuts';
import { strings } from '../strings';
import { ownPointers } from './gestures';
import { Icon } from './Icon';

export function ZoomBar() {
  const { view } = useParts();
  const scale = useView((state) => state.view.scale);
  const isFitted = useView((state) => state.isFitted);
  const { step, showWhole, zoomTo } = view.getState();
  return (
    <fieldset className="zoom-bar" aria-label={strings.zoom} {...ownPointers}>
      <button
        type="button"
        aria-label={strings.zoomOut}
        aria-keyshortcuts={ariaKeysOf('zoom-out')}
        onClick={() => step(-1)}
      >
        <Icon path="M5 10h10" />
      </button>
      <output className="zoom-value">{formatZoom(scale)}</output>
      <button
        type="button"
        aria-label={strings.zoomIn}
        aria-keyshortcuts={ariaKeysOf('zoom-in')}
        onClick={() => step(1)}
      >
        <Icon path="M5 10h10M10 5v10" />
      </button>
      <button
        type="button"
        aria-pressed={isFitted}
        aria-keyshortcuts={ariaKeysOf('whole')}
        title={strings.fitHint}
        onClick={showWhole}
      >
        {strings.fit}
      </button>
      <button
        type="button"
        aria-pressed={scale === 1}
        aria-keyshortcuts={ariaKeysOf('actual')}
        title={strings.actualHint}
        onClick={() => zoomTo(1)}
      >
        {strings.actual}
      </button>
    </fieldset>
  );
}
