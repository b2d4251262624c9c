import { useEffect, useRef } from 'react';
import { panesOf } from '../../state/view/panes';
import { modeOf } from '../../state/view/viewStore';
import { useParts, usePlayground, useView } from '../playgroundContext';
import { useShortcuts } from '../shortcuts/useShortcuts';
import { strings } from '../strings';
import { CompareBar } from './CompareBar';
import { EmptyStage } from './EmptyStage';
import { observeFrame } from './frame';
import { attachGestures } from './gestures';
import { PicturePicker, usePictureName } from './PicturePicker';
import { Painter } from './painter';
import { RunBar } from './RunBar';
import { SplitHandle } from './SplitHandle';
import './stage.css';
import { ZoomBar } from './ZoomBar';

/** The picture, before and after, filling the window. @param isCovered by another screen. */
export function Stage({ isCovered }: { readonly isCovered: boolean }) {
  const { view, pictures } = useParts();
  const stage = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const loupe = useRef<HTMLCanvasElement>(null);
  const photo = usePlayground((state) => state.photo);
  const painting = useRef<Painter>(null);
  const isComparing = useView((state) => state.isComparing);
  const mode = useView(modeOf);
  const order = useView((state) => panesOf(state.stage, modeOf(state)).order);
  const a = usePictureName(usePlayground((state) => state.comparing.sides.a));
  const b = usePictureName(usePlayground((state) => state.comparing.sides.b));
  const colorSpace = photo?.colorSpace ?? 'srgb';
  useShortcuts(view, isCovered);

  useEffect(() => {
    if (stage.current === null || canvas.current === null || loupe.current === null) return;
    const painter = new Painter(canvas.current, loupe.current, view, pictures, colorSpace);
    painting.current = painter;
    const stopObserving = observeFrame(canvas.current, (frame) => {
      view.getState().setFrame(frame);
      painter.resize(frame);
    });
    const detachGestures = attachGestures(stage.current, canvas.current, view);
    return () => {
      detachGestures();
      stopObserving();
      painter.dispose();
    };
  }, [view, pictures, colorSpace]);

  // After every render, since another painter starts without names.
  useEffect(() => painting.current?.setNames({ a, b }));

  return (
    <main
      className="stage"
      ref={stage}
      data-empty={photo === null}
      data-order={order}
      inert={isCovered}
    >
      <canvas
        // A canvas cannot change its colour space.
        key={`picture ${colorSpace}`}
        ref={canvas}
        className="stage-canvas"
        role="img"
        aria-label={photo === null ? strings.stage : photo.name}
        aria-description={strings.stageHelp}
        hidden={photo === null}
      />
      {photo === null && <EmptyStage />}
      {isComparing && (
        <>
          <PicturePicker side="a" />
          <PicturePicker side="b" />
          <CompareBar />
          {mode === 'split' && <SplitHandle />}
        </>
      )}
      {photo !== null && <ZoomBar />}
      <RunBar />
      <canvas
        key={`loupe ${colorSpace}`}
        ref={loupe}
        width={1}
        height={1}
        className="stage-canvas stage-loupe"
      />
    </main>
  );
}
