import type { TuningRunFacts } from '../../state/tuning/tuningState';
import { LearningCurves } from '../curves/LearningCurves';
import { tune } from '../strings/tune';
import { PixelView } from './PixelView';

/** How a run learns: the patch that sharpens, and the curves. */
export function LearningView({ run }: { readonly run: TuningRunFacts }) {
  const { start, preview, losses, validations } = run;
  return (
    <div className="learning">
      <section className="learning-preview" aria-label={tune.preview}>
        <h4>{tune.preview}</h4>
        <div className="learning-crops">
          <PixelView label={tune.damaged} image={start?.shown.degraded ?? null} />
          <PixelView label={tune.now} image={preview} isLarge />
          <PixelView label={tune.clean} image={start?.shown.clean ?? null} />
        </div>
        {start !== null && start.skipped.length > 0 && (
          <p className="tune-hint">
            {tune.skipped(
              start.skipped.map(({ name, reason }) => `${name} (${reason})`).join('; '),
            )}
          </p>
        )}
      </section>
      <LearningCurves
        losses={losses}
        lossStride={1}
        validations={validations}
        inputPsnr={start?.inputPsnr ?? null}
        startPsnr={start?.startPsnr ?? null}
      />
    </div>
  );
}
