import { gainOf, largestGainPower } from '../../state/view/viewStore';
import { useParts, useView } from '../playgroundContext';
import { strings } from '../strings';

/** How many times the difference is shown, and what its brightest stands for. */
export function GainControl() {
  const { view } = useParts();
  const power = useView((state) => state.gainPower);
  const gain = useView(gainOf);
  const white = Math.ceil(255 / gain);
  return (
    <div className="compare-setting">
      <label className="gain">
        <span>{strings.gain}</span>
        <input
          type="range"
          min={0}
          max={largestGainPower}
          step={1}
          value={power}
          aria-valuetext={strings.gainValue(gain)}
          onChange={({ target }) => view.getState().setGainPower(target.valueAsNumber)}
        />
        <output>{strings.gainValue(gain)}</output>
      </label>
      <p className="gain-scale" title={strings.gainScaleHint(gain, white)}>
        <span>0</span>
        <span className="gain-ramp" aria-hidden="true" />
        <span>{strings.gainWhite(white)}</span>
      </p>
    </div>
  );
}
