import { formatDecibels, formatSmall } from '../formats';
import { tune } from '../strings/tune';
import { CurveChart, type Line } from './CurveChart';
import { smoothed } from './smoothed';

interface LearningCurvesProps {
  readonly losses: readonly number[];
  /** Steps between two of the losses. */
  readonly lossStride: number;
  readonly validations: readonly { readonly step: number; readonly psnr: number }[];
  /** Held-out PSNR of the damaged patches and of where the run started; null where not known. */
  readonly inputPsnr: number | null;
  readonly startPsnr: number | null;
}

/** Loss and PSNR over the steps. */
export function LearningCurves(props: LearningCurvesProps) {
  const { losses, lossStride, validations, inputPsnr, startPsnr } = props;
  const level = (psnr: number | null) => validations.map(() => psnr);
  const psnrLines: Line[] = [
    { label: tune.psnrInput, values: level(inputPsnr), look: 'dashed' },
    { label: tune.psnrStart, values: level(startPsnr), look: 'dotted' },
    { label: tune.psnrNow, values: validations.map(({ psnr }) => psnr), look: 'strong' },
  ];
  return (
    <section className="curves">
      <CurveChart
        title={tune.psnrCurve}
        description={psnrText(props)}
        steps={validations.map(({ step }) => step)}
        lines={psnrLines.filter(({ values }) => values[0] !== null)}
        format={formatDecibels}
        leastSpan={1}
      />
      <CurveChart
        title={tune.lossCurve}
        description={lossText(losses, lossStride)}
        steps={losses.map((_, i) => 1 + i * lossStride)}
        lines={[
          { label: '', values: losses, look: 'faint' },
          { label: '', values: smoothed(losses), look: 'strong' },
        ]}
        format={formatSmall}
        leastSpan={0.001}
      />
    </section>
  );
}

function lossText(losses: readonly number[], stride: number): string {
  const [first, last] = [losses[0], losses.at(-1)];
  if (first === undefined || last === undefined) return tune.noCurve;
  return tune.lossText(formatSmall(first), formatSmall(last), losses.length * stride);
}

function psnrText({ validations, inputPsnr }: LearningCurvesProps): string {
  const [first, last] = [validations[0], validations.at(-1)];
  if (first === undefined || last === undefined) return tune.noCurve;
  const input = inputPsnr === null ? '–' : formatDecibels(inputPsnr);
  return tune.psnrText(formatDecibels(first.psnr), formatDecibels(last.psnr), input);
}
