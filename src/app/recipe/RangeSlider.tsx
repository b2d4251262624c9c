import * as Slider from '@radix-ui/react-slider';
import type { Parameter } from '../../state/recipe/recipeSteps';
import '../fields/slider.css';
import { formatRange } from '../formats';
import { recipe as words } from '../strings/recipe';

interface RangeSliderProps {
  readonly name: string;
  readonly parameter: Parameter;
  /** A value twice where it is fixed. */
  readonly range: readonly [number, number];
  /** One thumb for one value. */
  readonly isFixed: boolean;
  readonly onChange: (range: readonly [number, number]) => void;
}

/** Stops of a logarithmic slider. */
const logarithmicStops = 200;

/** A range between two thumbs; where they meet, one value. */
export function RangeSlider({ name, parameter, range, isFixed, onChange }: RangeSliderProps) {
  const { min, max, step } = parameter;
  const scale = parameter.isLogarithmic ? logarithmic(parameter) : linear;
  const { from, to } = words;
  const thumbs = isFixed ? [name] : [from(name), to(name)];
  const ends = thumbs.map((_, end) => {
    return scale.place(Math.min(max, Math.max(min, range[end] ?? min)));
  });
  return (
    <div className="range">
      <span className="range-name">{name}</span>
      <output className="range-value">{formatRange(range)}</output>
      <Slider.Root
        className="slider"
        min={scale.place(min)}
        max={scale.place(max)}
        step={parameter.isLogarithmic ? 1 : step}
        value={ends}
        onValueChange={([low = 0, high = low]) => onChange([scale.value(low), scale.value(high)])}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-filled" />
        </Slider.Track>
        {thumbs.map((label, end) => (
          <Slider.Thumb
            key={label}
            className="slider-thumb"
            aria-label={label}
            aria-valuetext={formatRange([range[end] ?? 0, range[end] ?? 0])}
          />
        ))}
      </Slider.Root>
    </div>
  );
}

/** Between a value and its place on the slider. */
interface Scale {
  place(value: number): number;
  value(place: number): number;
}

const linear: Scale = { place: (value) => value, value: (place) => Number(place.toFixed(6)) };

function logarithmic({ min, max }: Parameter): Scale {
  const ratio = Math.log(max / min);
  return {
    place: (value) => Math.round((logarithmicStops * Math.log(value / min)) / ratio),
    value: (place) => {
      const exact = min * Math.exp((ratio * place) / logarithmicStops);
      return Number(exact.toPrecision(2));
    },
  };
}
