import * as Slider from '@radix-ui/react-slider';
import { asTrained, strengths } from '../../state/adapters/mixes';
import '../fields/slider.css';
import { strings } from '../strings';

const words = strings.mix;

interface StrengthSliderProps {
  /** Name of the adapter. */
  readonly adapter: string;
  /** It is the only one: whose strength it is goes without saying. */
  readonly isAlone: boolean;
  /** Percent. */
  readonly strength: number;
  readonly onChange: (strength: number) => void;
}

/** From none of an adapter to half as much again; a double click goes back to what was trained. */
export function StrengthSlider({ adapter, isAlone, strength, onChange }: StrengthSliderProps) {
  const reset = () => onChange(asTrained.strength);
  return (
    <div className="strength" title={words.hint}>
      <span className="strength-name">{isAlone ? words.strength : adapter}</span>
      <Slider.Root
        className="slider"
        {...strengths}
        value={[strength]}
        onValueChange={([value = asTrained.strength]) => onChange(value)}
        onDoubleClick={reset}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-filled" />
          <span className="strength-trained" aria-hidden="true" />
        </Slider.Track>
        <Slider.Thumb
          className="slider-thumb"
          aria-label={words.strengthOf(adapter)}
          aria-valuetext={words.percent(strength)}
        />
      </Slider.Root>
      <output className="strength-value">
        {strength === asTrained.strength && <span>{words.asTrained}</span>}{' '}
        {words.percent(strength)}
      </output>
      <button
        type="button"
        className="icon-button strength-reset"
        aria-label={words.reset(adapter)}
        title={words.reset(adapter)}
        disabled={strength === asTrained.strength}
        onClick={reset}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M3.5 6.5h6a3.5 3.5 0 0 1 0 7H6M6 3.5l-3 3 3 3" />
        </svg>
      </button>
    </div>
  );
}
