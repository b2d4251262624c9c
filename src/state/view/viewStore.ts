import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Rectangle } from '../../imaging/rgbaImage';
import type { Pictures } from '../pictures';
import {
  type Frame,
  fitScale,
  nextStop,
  type Point,
  type Size,
  settle,
  type View,
  visibleFraction,
  wholeView,
  zoomAround,
} from './geometry';

export interface ViewFacts {
  readonly frame: Frame;
  /** Size of what is shown, in its own pixels: the result's where there is one. */
  readonly picture: Size | null;
  readonly view: View;
  /** The view follows the window until the person zooms. */
  readonly isFitted: boolean;
  /** Where before ends and after begins, as a fraction of the stage's width. */
  readonly split: number;
}

export interface ViewActions {
  setFrame(frame: Frame): void;
  /** A new picture starts fitted, with the split in the middle. */
  showPicture(picture: Size | null): void;
  /** The same picture in another resolution stays where it is. */
  changeResolution(picture: Size): void;
  showWhole(): void;
  /** Without a point: around the middle of the stage. */
  zoomTo(scale: number, point?: Point): void;
  zoomBy(factor: number, point: Point): void;
  step(direction: 1 | -1): void;
  /** Between the whole picture and 100 %. */
  toggle(point?: Point): void;
  panBy(dx: number, dy: number): void;
  moveSplit(split: number): void;
}

export type ViewState = ViewFacts & ViewActions;
export type ViewStore = StoreApi<ViewState>;

export function createViewStore(): ViewStore {
  return createStore<ViewState>()((set, get) => ({
    frame: { width: 1, height: 1, margin: 0 },
    picture: null,
    view: { scale: 1, x: 0, y: 0 },
    isFitted: true,
    split: 0.5,

    setFrame(frame) {
      const { picture, view, isFitted, frame: old } = get();
      if (picture === null) return set({ frame });
      if (isFitted) return set({ frame, view: wholeView(frame, picture) });
      const x = view.x + (frame.width - old.width) / 2;
      const y = view.y + (frame.height - old.height) / 2;
      set({ frame, view: settle({ ...view, x, y }, frame, picture) });
    },

    showPicture(picture) {
      const view = picture === null ? get().view : wholeView(get().frame, picture);
      set({ picture, view, isFitted: true, split: 0.5 });
    },

    changeResolution(picture) {
      const { picture: old, view, frame, isFitted } = get();
      if (old === null || isFitted) return set({ picture, view: wholeView(frame, picture) });
      const centre = middle(frame);
      const scale = (view.scale * old.width) / picture.width;
      const placed = { ...view, scale };
      set({ picture, view: zoomAround(placed, scale, centre, frame, picture) });
    },

    showWhole() {
      const { frame, picture } = get();
      if (picture !== null) set({ view: wholeView(frame, picture), isFitted: true });
    },

    zoomTo(scale, point) {
      const { frame, picture, view } = get();
      if (picture === null) return;
      const zoomed = zoomAround(view, scale, point ?? middle(frame), frame, picture);
      set({ view: zoomed, isFitted: zoomed.scale === fitScale(frame, picture) });
    },

    zoomBy: (factor, point) => get().zoomTo(get().view.scale * factor, point),

    step: (direction) => get().zoomTo(nextStop(get().view.scale, direction)),

    toggle(point) {
      const { isFitted, view } = get();
      if (isFitted && view.scale !== 1) get().zoomTo(1, point);
      else if (isFitted) get().zoomTo(2, point);
      else get().showWhole();
    },

    panBy(dx, dy) {
      const { frame, picture, view } = get();
      if (picture === null) return;
      set({ view: settle({ ...view, x: view.x + dx, y: view.y + dy }, frame, picture) });
    },

    moveSplit: (split) => set({ split: Math.min(1, Math.max(0, split)) }),
  }));
}

function middle(frame: Size): Point {
  return { x: frame.width / 2, y: frame.height / 2 };
}

/** Keeps the view on what `pictures` shows. */
export function followPictures(view: ViewStore, pictures: Pictures): void {
  pictures.subscribe((change) => {
    if (change.kind === 'tile') return;
    const { photo, shown } = pictures;
    const picture = shown ?? photo?.preview ?? null;
    const size = picture === null ? null : { width: picture.width, height: picture.height };
    if (change.kind === 'photo' || size === null) view.getState().showPicture(size);
    else view.getState().changeResolution(size);
  });
}

/** What of the picture is on screen; null where there is none. */
export function visiblePart(view: ViewStore): Rectangle | null {
  const { frame, picture, view: now } = view.getState();
  return picture === null ? null : visibleFraction(now, frame, picture);
}
