import { useShallow } from 'zustand/react/shallow';
import { sizesApart } from '../../state/comparing/comparedPictures';
import { type Mode, modes } from '../../state/view/panes';
import { formatSize } from '../formats';
import { useParts, usePlayground, useView } from '../playgroundContext';
import { ariaKeysOf, modeKey } from '../shortcuts/shortcuts';
import { strings } from '../strings';
import { BlinkButton } from './BlinkButton';
import { GainControl } from './GainControl';
import { ownPointers } from './gestures';
import { Icon } from './Icon';
import { ReferenceButton } from './ReferenceButton';

const modeIcons: Readonly<Record<Mode, string>> = {
  split: 'M3 4h14v12H3zM10 2v16',
  'side-by-side': 'M3 4h6v12H3zM11 4h6v12h-6z',
  blink: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z',
  difference: 'M8 3.5a6.5 6.5 0 1 0 0 13M12 16.5a6.5 6.5 0 1 0 0-13M8 8h5M10.5 5.5v5M8 13h5',
};
const loupeIcon = 'M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM12.5 12.5 17 17';

/** How the two pictures are shown, and what that way has to set. */
export function CompareBar() {
  const { view } = useParts();
  const mode = useView((state) => state.mode);
  const isDegraded = usePlayground((state) => state.original !== null);
  const apart = usePlayground(useShallow(sizesApart));
  const hasLoupe = useView((state) => state.loupe !== null);
  return (
    <div className="compare" {...ownPointers}>
      <div className="compare-bar">
        <fieldset className="compare-modes" aria-label={strings.mode}>
          {modes.map((candidate) => (
            <label
              key={candidate}
              className="compare-mode"
              title={strings.modeHint[candidate](modeKey(candidate))}
            >
              <input
                type="radio"
                name="mode"
                checked={candidate === mode}
                aria-keyshortcuts={ariaKeysOf(candidate)}
                onChange={() => view.getState().setMode(candidate)}
              />
              <Icon path={modeIcons[candidate]} />
              <span className="compare-word" data-word={strings.modeName[candidate]}>
                {strings.modeName[candidate]}
              </span>
            </label>
          ))}
        </fieldset>
        <button
          type="button"
          className="compare-tool"
          aria-pressed={hasLoupe}
          aria-keyshortcuts={ariaKeysOf('loupe')}
          title={strings.loupeHint}
          onClick={() => view.getState().toggleLoupe()}
        >
          <Icon path={loupeIcon} />
          <span className="compare-word" data-word={strings.loupe}>
            {strings.loupe}
          </span>
        </button>
        {!isDegraded && <ReferenceButton />}
      </div>
      {mode === 'blink' && <BlinkButton />}
      {mode === 'difference' && (apart === null ? <GainControl /> : <SizesApart sizes={apart} />)}
    </div>
  );
}

/** In place of a gain: there is nothing that it could turn. */
function SizesApart({ sizes }: { readonly sizes: NonNullable<ReturnType<typeof sizesApart>> }) {
  const [a, b] = sizes.map(({ width, height }) => formatSize(width, height));
  return (
    <p className="compare-setting" role="status">
      {strings.noDifference(a ?? '', b ?? '')}
    </p>
  );
}
