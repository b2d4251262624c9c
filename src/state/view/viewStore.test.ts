import { describe, expect, test } from 'vitest';
import { Pictures } from '../photo/pictures';
import { settingsIn } from '../playground/settings';
import { createViewStore, followPictures, gainOf, rememberMode, visiblePart } from './viewStore';

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

describe('comparing', () => {
  test('side by side fits the picture into a pane, and zooms it around the same point', () => {
    const { view, state } = viewOf(4000, 2000);
    state().setMode('side-by-side');
    expect(state().frame.width).toBe(1000); // There is only one picture.
    state().setComparing(true);
    expect(state()).toMatchObject({ frame: { width: 499 }, isFitted: true });
    expect(state().view.scale).toBeCloseTo(499 / 4000);
    state().zoomTo(1);
    const middleOf = () => {
      const part = visiblePart(view);
      return [(part?.x ?? 0) + (part?.width ?? 0) / 2, (part?.y ?? 0) + (part?.height ?? 0) / 2];
    };
    expect(visiblePart(view)?.width).toBeCloseTo(499 / 4000);
    const [x = 0, y = 0] = middleOf();
    state().setMode('difference');
    expect(state().frame.width).toBe(1000);
    expect(middleOf()).toEqual([expect.closeTo(x, 3), expect.closeTo(y, 3)]);
    expect(state().view.scale).toBe(1);
  });

  test('turns the gain by powers of two, from 1 to 64', () => {
    const { state } = viewOf(100, 100);
    expect(gainOf(state())).toBe(8);
    state().setGainPower(99);
    expect(gainOf(state())).toBe(64);
    state().setGainPower(-1);
    expect(gainOf(state())).toBe(1);
  });

  test('takes the loupe out in the middle, keeps it on the stage, and puts it away at the end', () => {
    const { state } = viewOf(100, 100);
    state().moveLoupe({ x: 1, y: 1 });
    expect(state().loupe).toBeNull();
    state().setComparing(true);
    state().toggleLoupe();
    expect(state().loupe).toEqual({ x: 500, y: 400 });
    state().moveLoupe({ x: -3, y: 9000 });
    expect(state().loupe).toEqual({ x: 0, y: 799 });
    state().setComparing(false);
    expect(state()).toMatchObject({ loupe: null, isBlinking: false });
  });
});

describe('following the pictures', () => {
  test('takes the size of the larger side, and compares while there are two', () => {
    const pictures = new Pictures();
    const view = createViewStore();
    view.getState().setFrame(frame);
    followPictures(view, pictures);
    const preview = { width: 200, height: 100, close: () => undefined };
    pictures.show({ name: 'a', source: null, preview, handle: null, pixels: null, make: null });
    expect(view.getState().isComparing).toBe(false);
    pictures.begin(1, 'sr', 400, 200);
    pictures.compare({ a: 'sr', b: 'photo' });
    expect(view.getState()).toMatchObject({ isComparing: true, picture: { width: 400 } });
    pictures.finish(1);
    pictures.compare({ a: 'photo', b: 'photo' });
    expect(view.getState()).toMatchObject({ isComparing: true, picture: { width: 200 } });
  });

  test('takes the size of what is shown', () => {
    const pictures = new Pictures();
    const view = createViewStore();
    view.getState().setFrame(frame);
    followPictures(view, pictures);
    const preview = { width: 200, height: 100, close: () => undefined };
    pictures.show({ name: 'a', source: null, preview, handle: null, pixels: null, make: null });
    expect(view.getState()).toMatchObject({ picture: { width: 200 }, view: { scale: 5 } });
    pictures.begin(1, 'sr', 400, 200);
    pictures.compare({ a: 'photo', b: 'sr' });
    expect(view.getState()).toMatchObject({ picture: { width: 400 }, view: { scale: 2 } });
    pictures.drop(1);
    pictures.compare({ a: 'photo', b: 'photo' });
    expect(view.getState().picture).toEqual({ width: 200, height: 100 });
  });

  test('keeps the zoom between one enlarged result and the next', () => {
    const pictures = new Pictures();
    const view = createViewStore();
    view.getState().setFrame(frame);
    followPictures(view, pictures);
    const preview = { width: 200, height: 100, close: () => undefined };
    pictures.show({ name: 'a', source: null, preview, handle: null, pixels: null, make: null });
    pictures.begin(1, 'x2', 400, 200);
    pictures.compare({ a: 'photo', b: 'x2' });
    pictures.finish(1);
    view.getState().zoomTo(16, { x: 100, y: 700 });
    const before = view.getState().view;
    pictures.compare({ a: 'photo', b: 'other x2' });
    expect(view.getState().view).toEqual(before);
    pictures.begin(2, 'other x2', 400, 200);
    expect(view.getState().view).toEqual(before);
  });
});

test('the next visit compares as the last one did', () => {
  const kept = new Map<string, string>();
  const settings = settingsIn(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  }));
  const first = createViewStore();
  rememberMode(first, settings);
  expect(first.getState().mode).toBe('split');
  first.getState().setMode('difference');

  const next = createViewStore();
  rememberMode(next, settings);
  expect(next.getState().mode).toBe('difference');
});
