import { useEffect, useRef } from 'react';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { EmptyStage } from './EmptyStage';
import { observeFrame } from './frame';
import { attachGestures } from './gestures';
import { Painter } from './painter';
import { RunBar } from './RunBar';
import { SplitHandle } from './SplitHandle';
import './stage.css';
import { useShortcuts } from './shortcuts';
import { ZoomBar } from './ZoomBar';

/** The picture, before and after, filling the window. */
export function Stage() {
  const { view, pictures } = useParts();
  const stage = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const photo = usePlayground((state) => state.photo);
  const comparison = usePlayground((state) => state.run?.offer ?? state.result?.offer ?? null);
  const colorSpace = photo?.colorSpace ?? 'srgb';
  useShortcuts(view);

  useEffect(() => {
    if (stage.current === null || canvas.current === null) return;
    const painter = new Painter(canvas.current, view, pictures, colorSpace);
    const stopObserving = observeFrame(stage.current, (frame) => {
      view.getState().setFrame(frame);
      painter.resize(frame);
    });
    const detachGestures = attachGestures(stage.current, view);
    return () => {
      detachGestures();
      stopObserving();
      painter.dispose();
    };
  }, [view, pictures, colorSpace]);

  return (
    <main className="stage" ref={stage} data-empty={photo === null}>
      <canvas
        // A canvas cannot change its colour space.
        key={colorSpace}
        ref={canvas}
        className="stage-canvas"
        role="img"
        aria-label={photo === null ? strings.stage : photo.name}
        aria-description={strings.stageHelp}
        hidden={photo === null}
      />
      {photo === null && <EmptyStage />}
      {comparison !== null && (
        <>
          <p className="stage-label stage-label-before">{strings.before}</p>
          <p className="stage-label stage-label-after">
            {strings.after(strings.offerName(comparison))}
          </p>
          <SplitHandle />
        </>
      )}
      {photo !== null && <ZoomBar />}
      <RunBar />
    </main>
  );
}
