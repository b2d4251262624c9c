import type { Rectangle } from '../../imaging/rgbaImage';
import type { Point } from '../../state/view/geometry';
import { inPane, paneAt, panesOf } from '../../state/view/panes';
import { modeOf, type ViewStore } from '../../state/view/viewStore';

/** Elements on the stage with this attribute keep their pointers to themselves. */
export const ownPointers = { 'data-own-pointers': '' };
const ownPointersSelector = '[data-own-pointers]';

/** Wheel, drag, pinch, double click and the loupe on the stage; returns how to detach them. */
export function attachGestures(
  stage: HTMLElement,
  canvas: HTMLCanvasElement,
  view: ViewStore,
): () => void {
  const pointers = new Map<number, Point>();
  /** Where the gesture in progress began: it may end in the other pane. */
  let pane: Rectangle | null = null;
  const detach = new AbortController();
  const { signal } = detach;

  const place = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    const { stage: size } = view.getState();
    return {
      x: ((event.clientX - box.left) * size.width) / box.width,
      y: ((event.clientY - box.top) * size.height) / box.height,
    };
  };
  const paneUnder = (point: Point): Rectangle => {
    const state = view.getState();
    return paneAt(panesOf(state.stage, modeOf(state)), point);
  };
  const isElsewhere = (event: Event) =>
    view.getState().picture === null ||
    (event.target instanceof Element && event.target.closest(ownPointersSelector) !== null);

  const wheel = (event: WheelEvent) => {
    if (view.getState().picture === null) return;
    event.preventDefault();
    const point = place(event);
    const factor = Math.exp(-wheelPixels(event) * 0.002);
    view.getState().zoomBy(factor, inPane(paneUnder(point), point));
  };

  const press = (event: PointerEvent) => {
    // A second finger pinches wherever it lands.
    if (event.isPrimary && isElsewhere(event)) return;
    if (pointers.size === 2 || (event.pointerType === 'mouse' && event.button > 1)) return;
    const point = place(event);
    if (pointers.size === 0) pane = paneUnder(point);
    pointers.set(event.pointerId, point);
    stage.setPointerCapture(event.pointerId);
    if (event.pointerType !== 'mouse') view.getState().moveLoupe(point);
  };

  const move = (event: PointerEvent) => {
    const now = place(event);
    const old = pointers.get(event.pointerId);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    const { loupe, panBy, zoomBy, moveLoupe } = view.getState();
    // A mouse hovers with the loupe and drags the picture; a single finger has one of the two.
    const isTouch = event.pointerType !== 'mouse';
    if (loupe !== null && (!isTouch || old !== undefined) && other === undefined) moveLoupe(now);
    if (old === undefined || pane === null) return;
    if (other !== undefined) {
      panBy((now.x - old.x) / 2, (now.y - old.y) / 2);
      const factor = distance(now, other) / Math.max(1, distance(old, other));
      zoomBy(factor, inPane(pane, between(now, other)));
    } else if (loupe === null || !isTouch) {
      panBy(now.x - old.x, now.y - old.y);
    }
    pointers.set(event.pointerId, now);
  };

  const release = (event: PointerEvent) => pointers.delete(event.pointerId);

  const doubleClick = (event: MouseEvent) => {
    if (isElsewhere(event)) return;
    const point = place(event);
    view.getState().toggle(inPane(paneUnder(point), point));
  };

  stage.addEventListener('wheel', wheel, { signal, passive: false });
  stage.addEventListener('pointerdown', press, { signal });
  stage.addEventListener('pointermove', move, { signal });
  stage.addEventListener('pointerup', release, { signal });
  stage.addEventListener('pointercancel', release, { signal });
  stage.addEventListener('dblclick', doubleClick, { signal });
  return () => detach.abort();
}

/** A trackpad's pinch comes as a wheel with ctrl and small steps. */
function wheelPixels(event: WheelEvent): number {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30;
  return event.deltaY * unit * (event.ctrlKey ? 5 : 1);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function between(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
