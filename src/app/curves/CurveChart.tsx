import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './curves.css';

export interface Line {
  /** `''` is not named beside the chart. */
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly look: 'strong' | 'faint' | 'dashed' | 'dotted';
}

interface CurveChartProps {
  readonly title: string;
  /** The curve in words. */
  readonly description: string;
  /** Steps of the values, rising. */
  readonly steps: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** Of what the axis shows: less would make noise look like a curve. */
  readonly leastSpan: number;
}

const dashes: Readonly<Record<Line['look'], number[]>> = {
  strong: [],
  faint: [],
  dashed: [6, 4],
  dotted: [2, 3],
};

/** A curve over steps, redrawn as it grows. */
export function CurveChart(props: CurveChartProps) {
  const { title, description, steps, lines, format, leastSpan } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | null>(null);
  // A chart is made for its lines; what they hold comes by `setData`.
  const looks = lines.map(({ look }) => look).join(' ');

  useEffect(() => {
    const target = place.current;
    if (target === null) return;
    const make = () => {
      const drawn = chart.current?.data ?? [[]];
      chart.current?.destroy();
      const options = { looks: looks.split(' ') as Line['look'][], format, leastSpan };
      chart.current = new UPlot(chartOptions(target, options), drawn, target);
    };
    make();
    const sizes = new ResizeObserver(() => {
      chart.current?.setSize({ width: target.clientWidth, height: target.clientHeight });
    });
    sizes.observe(target);
    // Its canvas knows nothing of the page's colours.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', make);
    return () => {
      scheme.removeEventListener('change', make);
      sizes.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [looks, format, leastSpan]);

  useEffect(() => chart.current?.setData([[...steps], ...lines.map(({ values }) => [...values])]));

  return (
    <figure className="curve">
      <figcaption>
        <span>{title}</span>
        <span className="curve-key">
          {lines.map(
            ({ label, look }) =>
              label && (
                <i key={label} data-look={look}>
                  {label}
                </i>
              ),
          )}
        </span>
      </figcaption>
      <div ref={place} className="curve-chart" role="img" aria-label={description} />
    </figure>
  );
}

/** Between two marks of the axis: there is no half step. */
const wholeSteps = [1, 10, 100, 1000, 10_000].flatMap((power) => [power, 2 * power, 5 * power]);

interface ChartStyle {
  readonly looks: readonly Line['look'][];
  readonly format: (value: number) => string;
  readonly leastSpan: number;
}

function chartOptions(
  target: HTMLElement,
  { looks, format, leastSpan }: ChartStyle,
): UPlot.Options {
  const colour = (name: string) => resolvedColour(target, name);
  const axis: UPlot.Axis = {
    stroke: colour('--ink-soft'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    gap: 4,
  };
  return {
    width: target.clientWidth,
    height: target.clientHeight,
    padding: [8, 8, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: false }, y: { range: rangeWithAir(leastSpan) } },
    axes: [
      { ...axis, size: 24, grid: { show: false }, incrs: wholeSteps },
      {
        ...axis,
        size: 46,
        values: (_, splits) => splits.map((split) => (split === null ? '' : format(split))),
      },
    ],
    series: [
      {},
      ...looks.map((look) => ({
        stroke: colour(look === 'strong' ? '--accent' : '--ink-soft'),
        width: look === 'strong' ? 2 : 1,
        alpha: look === 'faint' ? 0.4 : 1,
        dash: dashes[look],
        points: { show: false },
      })),
    ],
  };
}

/** A tenth more than what is drawn, above and below. */
function rangeWithAir(leastSpan: number): UPlot.Range.Function {
  return (_, low, high) => {
    if (low === null || high === null) return [0, 1];
    const air = Math.max((leastSpan - (high - low)) / 2, (high - low) * 0.1);
    return [low - air, high + air];
  };
}

/** A custom property's colour as the canvas takes it: `light-dark()` is not for canvases. */
function resolvedColour(target: HTMLElement, name: string): string {
  const before = target.style.color;
  target.style.color = `var(${name})`;
  const { color } = getComputedStyle(target);
  target.style.color = before;
  return color;
}
