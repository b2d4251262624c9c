import { type KeyboardEvent, useEffect, useRef } from 'react';
import { NoticeBox } from '../notice/NoticeBox';
import { useParts, useTuning } from '../playgroundContext';
import { tuneEntryId } from '../rail/TuneEntry';
import { tune } from '../strings/tune';
import { DamagePane } from './DamagePane';
import { OutcomeView } from './OutcomeView';
import { PhotosPane } from './PhotosPane';
import { RunView } from './RunView';
import { TrainingPane } from './TrainingPane';
import './tune.css';

/** Where an adapter is made: set up, watched, and had. */
export default function TuneScreen() {
  const { tuning } = useParts();
  const title = useRef<HTMLHeadingElement>(null);
  const isRunning = useTuning(({ run }) => run !== null);
  const hasOutcome = useTuning(({ outcome }) => outcome !== null);
  useFocusOf(title);

  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) tuning.getState().close();
  };
  return (
    <section className="tune" aria-labelledby="tune-title" onKeyDown={press}>
      <header className="screen-head tune-head">
        <h2 id="tune-title" ref={title} tabIndex={-1}>
          {tune.title}
        </h2>
        <button
          type="button"
          className="button button-quiet"
          onClick={() => tuning.getState().close()}
        >
          {tune.close}
        </button>
      </header>
      <TuneNotice />
      {isRunning && <RunView />}
      {!isRunning && hasOutcome && <OutcomeView />}
      {!isRunning && !hasOutcome && (
        <div className="tune-setup">
          <PhotosPane />
          <DamagePane />
          <TrainingPane />
        </div>
      )}
    </section>
  );
}

/** The focus comes here while the screen is open, and goes to its entry afterwards. */
function useFocusOf(target: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    target.current?.focus();
    return () => {
      // The entry is out of reach until the screen is gone.
      requestAnimationFrame(() => document.getElementById(tuneEntryId)?.focus());
    };
  }, [target]);
}

/** What went wrong with what was asked for last. */
export function TuneNotice() {
  const { tuning } = useParts();
  const notice = useTuning((state) => state.notice);
  return (
    <div className="tune-alert" role="alert">
      {notice !== null && <NoticeBox notice={notice} onDismiss={tuning.getState().dismissNotice} />}
    </div>
  );
}
