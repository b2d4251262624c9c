import { type KeyboardEvent, type PointerEvent, useEffect } from 'react';
import { useParts, usePlayground, useView } from '../playgroundContext';
import { strings } from '../strings';
import { ownPointers } from './gestures';

/** The line between before and after; drag it, or move it with the arrow keys. */
export function SplitHandle() {
  const { view } = useParts();
  const split = useView((state) => state.split);
  const percent = Math.round(split * 100);

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const stage = handle.parentElement?.getBoundingClientRect();
    if (stage !== undefined) view.getState().moveSplit((event.clientX - stage.left) / stage.width);
  };

  const press = (event: KeyboardEvent) => {
    const moved = movedByKey(event, split);
    if (moved === null) return;
    event.preventDefault();
    view.getState().moveSplit(moved);
  };

  return (
    <div
      {...ownPointers}
      className="split"
      style={{ left: `${split * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={strings.split}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={strings.splitValue(percent)}
      onPointerDown={({ currentTarget, pointerId, isPrimary }) => {
        if (isPrimary) currentTarget.setPointerCapture(pointerId);
      }}
      onPointerMove={drag}
      onDoubleClick={() => view.getState().moveSplit(0.5)}
      onKeyDown={press}
    >
      <span className="split-knob">
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M7.5 5.5 3 10l4.5 4.5M12.5 5.5 17 10l-4.5 4.5" />
        </svg>
      </span>
      <SplitHint isUsed={split !== 0.5} />
    </div>
  );
}

/** Until the line was moved once, on this visit or before. */
function SplitHint({ isUsed }: { readonly isUsed: boolean }) {
  const { playground } = useParts();
  const isKnown = usePlayground((state) => state.knowsSplit);
  useEffect(() => {
    if (isUsed && !isKnown) playground.getState().learnSplit();
  }, [playground, isUsed, isKnown]);
  if (isKnown) return null;
  // A slider says by itself what can be done with it.
  return (
    <span className="split-hint" aria-hidden="true">
      {strings.splitHint}
    </span>
  );
}

function movedByKey({ key, shiftKey }: KeyboardEvent, split: number): number | null {
  const step = shiftKey ? 0.1 : 0.01;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return split - step;
  if (key === 'ArrowRight' || key === 'ArrowUp') return split + step;
  if (key === 'PageDown') return split - 0.1;
  if (key === 'PageUp') return split + 0.1;
  if (key === 'Home') return 0;
  if (key === 'End') return 1;
  return null;
}
