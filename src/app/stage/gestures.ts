import type { Point } from '../../state/view/geometry';
import type { ViewStore } from '../../state/view/viewStore';

/** Elements on the stage with this attribute keep their pointers to themselves. */
export const ownPointers = { 'data-own-pointers': '' };
const ownPointersSelector = '[data-own-pointers]';

/** Wheel, drag, pinch and double click on the stage; returns how to detach them. */
export function attachGestures(stage: HTMLElement, view: ViewStore): () => void {
  const pointers = new Map<number, Point>();
  const detach = new AbortController();
  const { signal } = detach;

  const place = (event: MouseEvent): Point => {
    const box = stage.getBoundingClientRect();
    const { frame } = view.getState();
    return {
      x: ((event.clientX - box.left) * frame.width) / box.width,
      y: ((event.clientY - box.top) * frame.height) / box.height,
    };
  };
  const isElsewhere = (event: Event) =>
    view.getState().picture === null ||
    (event.target instanceof Element && event.target.closest(ownPointersSelector) !== null);

  const wheel = (event: WheelEvent) => {
    if (view.getState().picture === null) return;
    event.preventDefault();
    view.getState().zoomBy(Math.exp(-wheelPixels(event) * 0.002), place(event));
  };

  const press = (event: PointerEvent) => {
    // A second finger pinches wherever it lands.
    if (event.isPrimary && isElsewhere(event)) return;
    if (pointers.size === 2 || (event.pointerType === 'mouse' && event.button > 1)) return;
    pointers.set(event.pointerId, place(event));
    stage.setPointerCapture(event.pointerId);
  };

  const move = (event: PointerEvent) => {
    const old = pointers.get(event.pointerId);
    if (old === undefined) return;
    const now = place(event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    const { panBy, zoomBy } = view.getState();
    if (other === undefined) {
      panBy(now.x - old.x, now.y - old.y);
    } else {
      panBy((now.x - old.x) / 2, (now.y - old.y) / 2);
      zoomBy(distance(now, other) / Math.max(1, distance(old, other)), between(now, other));
    }
    pointers.set(event.pointerId, now);
  };

  const release = (event: PointerEvent) => pointers.delete(event.pointerId);

  const doubleClick = (event: MouseEvent) => {
    if (!isElsewhere(event)) view.getState().toggle(place(event));
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
