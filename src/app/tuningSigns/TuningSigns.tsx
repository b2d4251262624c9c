import { useEffect } from 'react';
import { useTuning } from '../playgroundContext';
import { strings } from '../strings';
import { keepScreenOn } from './keepScreenOn';

/** What tells of a run while nobody looks at it: the window's title, a screen that stays on, words. */
export function TuningSigns() {
  const name = useTuning(({ run }) => run?.name ?? null);
  const phase = useTuning(({ run }) => run?.phase ?? null);
  const percent = useTuning(({ run }) => run && Math.floor((100 * run.step) / run.steps));
  const made = useTuning(({ outcome }) => outcome?.name ?? null);

  useEffect(() => {
    if (name === null || percent === null) document.title = strings.appName;
    else if (phase === 'paused') document.title = strings.tune.pausedTitle(name);
    else document.title = strings.tune.documentTitle(percent, name);
  }, [name, percent, phase]);

  const isAtWork = phase === 'preparing' || phase === 'running' || phase === 'ending';
  useEffect(() => (isAtWork ? keepScreenOn() : undefined), [isAtWork]);

  return (
    <p role="status" className="visually-hidden">
      {name !== null && strings.tune.announceStarted(name)}
      {made !== null && strings.tune.announceReady(made)}
    </p>
  );
}
