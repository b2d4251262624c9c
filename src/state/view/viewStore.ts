import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Rectangle } from '../../imaging/rgbaImage';
import { type PictureKey, photoKey } from '../comparing/sides';
import type { Pictures } from '../photo/pictures';
import type { SettingsStore } from '../playground/settings';
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
import { type Mode, paneFrame } from './panes';

/** The difference is shown this many times: 2 to the power of 0 … 6. */
export const largestGainPower = 6;

export interface ViewFacts {
  readonly stage: Frame;
  /** What the picture is fitted into: the stage, or one of two panes of it. */
  readonly frame: Frame;
  /** Size of what is shown, in its own pixels: of the larger one of two. */
  readonly picture: Size | null;
  readonly view: View;
  /** The view follows the window until the person zooms. */
  readonly isFitted: boolean;
  /** There are two pictures; else `mode` waits. */
  readonly isComparing: boolean;
  readonly mode: Mode;
  /** Where A ends and B begins, as a fraction of the stage's width. */
  readonly split: number;
  /** A is shown in B's place, for as long as a key or a button is held. */
  readonly isBlinking: boolean;
  readonly gainPower: number;
  /** What the loupe magnifies, as a point of the stage; null where it is put away. */
  readonly loupe: Point | null;
}

export interface ViewActions {
  setFrame(stage: Frame): void;
  /** A new picture starts fitted, with the split in the middle. */
  showPicture(picture: Size | null): void;
  /** The same picture in another resolution stays where it is. */
  changeResolution(picture: Size): void;
  showWhole(): void;
  /** Without a point: around the middle of the frame. */
  zoomTo(scale: number, point?: Point): void;
  zoomBy(factor: number, point: Point): void;
  step(direction: 1 | -1): void;
  /** Between the whole picture and 100 %. */
  toggle(point?: Point): void;
  panBy(dx: number, dy: number): void;
  setComparing(isComparing: boolean): void;
  setMode(mode: Mode): void;
  moveSplit(split: number): void;
  blink(isBlinking: boolean): void;
  setGainPower(power: number): void;
  /** Takes the loupe out in the middle of the stage, or puts it away. */
  toggleLoupe(): void;
  /** Without effect while the loupe is put away. */
  moveLoupe(point: Point): void;
}

export type ViewState = ViewFacts & ViewActions;
export type ViewStore = StoreApi<ViewState>;

export function createViewStore(): ViewStore {
  return createStore<ViewState>()((set, get) => {
    /** In another frame what was in the middle stays there. */
    const reframe = (facts: Partial<ViewFacts>) => {
      const { stage, mode, isComparing } = { ...get(), ...facts };
      const { picture, view, isFitted, frame: old } = get();
      const frame = paneFrame(stage, modeOf({ mode, isComparing }));
      if (picture === null) return set({ ...facts, frame });
      if (isFitted) return set({ ...facts, frame, view: wholeView(frame, picture) });
      const x = view.x + (frame.width - old.width) / 2;
      const y = view.y + (frame.height - old.height) / 2;
      set({ ...facts, frame, view: settle({ ...view, x, y }, frame, picture) });
    };

    return {
      stage: { width: 1, height: 1, margin: 0 },
      frame: { width: 1, height: 1, margin: 0 },
      picture: null,
      view: { scale: 1, x: 0, y: 0 },
      isFitted: true,
      isComparing: false,
      mode: 'split',
      split: 0.5,
      isBlinking: false,
      gainPower: 3,
      loupe: null,

      setFrame: (stage) => reframe({ stage }),

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

      setComparing(isComparing) {
        if (isComparing === get().isComparing) return;
        reframe(isComparing ? { isComparing } : { isComparing, isBlinking: false, loupe: null });
      },

      setMode: (mode) => reframe({ mode, isBlinking: false }),

      moveSplit: (split) => set({ split: Math.min(1, Math.max(0, split)) }),

      blink: (isBlinking) => set({ isBlinking }),

      setGainPower: (power) =>
        set({ gainPower: Math.min(largestGainPower, Math.max(0, Math.round(power))) }),

      toggleLoupe: () => set({ loupe: get().loupe === null ? middle(get().stage) : null }),

      moveLoupe({ x, y }) {
        const { loupe, stage } = get();
        if (loupe === null) return;
        const along = (value: number, length: number) => Math.min(length - 1, Math.max(0, value));
        set({ loupe: { x: along(x, stage.width), y: along(y, stage.height) } });
      },
    };
  });
}

/** With one picture only, the stage is whole. */
export function modeOf({ mode, isComparing }: Pick<ViewFacts, 'mode' | 'isComparing'>): Mode {
  return isComparing ? mode : 'split';
}

export function gainOf({ gainPower }: Pick<ViewFacts, 'gainPower'>): number {
  return 2 ** gainPower;
}

function middle(frame: Size): Point {
  return { x: frame.width / 2, y: frame.height / 2 };
}

/** Keeps the view on what `pictures` shows. */
export function followPictures(view: ViewStore, pictures: Pictures): void {
  pictures.subscribe((change) => {
    if (change.kind === 'tile' || change.kind === 'livePreview') return;
    view.getState().setComparing(pictures.isComparable);
    const { a, b } = pictures.sides;
    const photo = pictures.photo?.preview ?? null;
    if (change.kind === 'photo' || photo === null) {
      view.getState().showPicture(photo && sizeOf(largest([a, b], pictures, photo)));
    } else if ([a, b].every((key) => key === photoKey || pictures.image(key) !== null)) {
      view.getState().changeResolution(sizeOf(largest([a, b], pictures, photo)));
    }
    // Else a run is about to say how large its result is: until then the zoom stays.
  });
}

function largest(keys: readonly PictureKey[], pictures: Pictures, photo: Size): Size {
  return keys
    .map((key) => (key === photoKey ? photo : (pictures.image(key) ?? photo)))
    .reduce((large, size) => (size.width > large.width ? size : large));
}

function sizeOf({ width, height }: Size): Size {
  return { width, height };
}

/** What of the picture is on screen; null where there is none. */
export function visiblePart(view: ViewStore): Rectangle | null {
  const { frame, picture, view: now } = view.getState();
  return picture === null ? null : visibleFraction(now, frame, picture);
}

/** Two pictures are compared as they last were, also on the next visit. */
export function rememberMode(view: ViewStore, settings: SettingsStore): void {
  view.getState().setMode(settings.read().mode);
  view.subscribe(({ mode }, before) => {
    if (mode !== before.mode) settings.write({ mode });
  });
}
