import { describe, expect, test } from 'vitest';
import { Pictures } from '../pictures';
import { createViewStore, followPictures, visiblePart } from './viewStore';

const frame = { width: 1000, height: 800, margin: 0 };

function viewOf(width: number, height: number) {
  const view = createViewStore();
  view.getState().setFrame(frame);
  view.getState().showPicture({ width, height });
  return { view, state: () => view.getState() };
}

describe('the view', () => {
  test('stays fitted when the window changes, until zoomed', () => {
    const { state } = viewOf(2000, 1000);
    expect(state().view.scale).toBe(0.5);
    state().setFrame({ ...frame, width: 500 });
    expect(state().view.scale).toBe(0.25);
    state().zoomTo(1);
    state().setFrame(frame);
    expect(state()).toMatchObject({ isFitted: false, view: { scale: 1 } });
  });

  test('toggles between the whole picture and 100 % at a point', () => {
    const { state } = viewOf(4000, 2000);
    state().toggle({ x: 0, y: 400 });
    expect(state().view).toMatchObject({ scale: 1, x: 0 });
    state().toggle();
    expect(state()).toMatchObject({ isFitted: true, view: { scale: 0.25 } });
  });

  test('keeps the split between the edges', () => {
    const { state } = viewOf(100, 100);
    state().moveSplit(1.4);
    expect(state().split).toBe(1);
    state().moveSplit(-1);
    expect(state().split).toBe(0);
  });

  test('shows the same part when the result is larger than the photo', () => {
    const { view, state } = viewOf(4000, 2000);
    state().zoomTo(2, { x: 300, y: 100 });
    const part = visiblePart(view);
    state().changeResolution({ width: 8000, height: 4000 });
    expect(state().view.scale).toBe(1);
    expect(visiblePart(view)).toEqual(part);
  });
});

describe('following the pictures', () => {
  test('takes the size of what is shown', () => {
    const pictures = new Pictures();
    const view = createViewStore();
    view.getState().setFrame(frame);
    followPictures(view, pictures);
    const preview = { width: 200, height: 100, close: () => undefined };
    pictures.show({ name: 'a', source: null, preview, pixels: null });
    expect(view.getState()).toMatchObject({ picture: { width: 200 }, view: { scale: 5 } });
    pictures.begin(1, 'sr', 400, 200);
    pictures.compare({ a: 'photo', b: 'sr' });
    expect(view.getState()).toMatchObject({ picture: { width: 400 }, view: { scale: 2 } });
    pictures.drop(1);
    expect(view.getState().picture).toEqual({ width: 200, height: 100 });
  });
});
