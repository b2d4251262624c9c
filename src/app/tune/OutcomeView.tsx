import { formatDecibels } from '../formats';
import { useParts, usePlayground, useTuning } from '../playgroundContext';
import { saveFile } from '../saveFile';
import { tune } from '../strings/tune';
import { LearningView } from './LearningView';

/** What the run made, and what can be done with it. */
export function OutcomeView() {
  const { tuning, playground } = useParts();
  const outcome = useTuning((state) => state.outcome);
  const isThere = usePlayground(({ adapters }) =>
    adapters.some(({ id }) => id === outcome?.adapter),
  );
  if (outcome === null) return null;
  const { adapter, name, psnr, problem, run } = outcome;
  const { close, setUpAnother } = tuning.getState();

  const save = () => {
    const file = playground.getState().adapterFile(adapter);
    if (file !== null) saveFile(file.blob, file.fileName);
  };
  const done = () => {
    setUpAnother();
    close();
  };
  return (
    <div className="run-view" data-testid="tune-outcome">
      <header className="run-head">
        <div className="run-title">
          <h3>{tune.ready(name)}</h3>
          <p>{tune.readyText}</p>
        </div>
        <div className="run-controls">
          <button type="button" className="button button-quiet" onClick={setUpAnother}>
            {tune.another}
          </button>
          {isThere && (
            <button type="button" className="button" onClick={save}>
              {tune.export}
            </button>
          )}
          <button type="button" className="button button-primary" onClick={done}>
            {tune.done}
          </button>
        </div>
      </header>
      {problem !== null && (
        <p className="problem" role="alert">
          <strong>{problem}</strong> {tune.problemAdvice}
        </p>
      )}
      {run.start !== null && (
        <p className="run-gain">
          {tune.gain(
            formatDecibels(run.start.inputPsnr),
            formatDecibels(run.start.startPsnr),
            formatDecibels(psnr),
          )}
        </p>
      )}
      <LearningView run={run} />
    </div>
  );
}
