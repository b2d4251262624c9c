import { useEffect } from 'react';
import type { ViewState, ViewStore } from '../../state/view/viewStore';

const panStep = 64;
const splitStep = 0.02;

const shortcuts: Readonly<Record<string, ((view: ViewState) => void) | undefined>> = {
  '+': (view) => view.step(1),
  '=': (view) => view.step(1),
  '-': (view) => view.step(-1),
  '0': (view) => view.showWhole(),
  '1': (view) => view.zoomTo(1),
  '[': (view) => view.moveSplit(view.split - splitStep),
  ']': (view) => view.moveSplit(view.split + splitStep),
  ArrowLeft: (view) => view.panBy(panStep * devicePixelRatio, 0),
  ArrowRight: (view) => view.panBy(-panStep * devicePixelRatio, 0),
  ArrowUp: (view) => view.panBy(0, panStep * devicePixelRatio),
  ArrowDown: (view) => view.panBy(0, -panStep * devicePixelRatio),
};

/** Keys for the view, wherever the focus is, unless what has it needs the key itself. */
export function useShortcuts(view: ViewStore, isActive: boolean): void {
  useEffect(() => {
    if (!isActive) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.key.startsWith('Arrow') && usesArrows(event.target)) return;
      if (takesText(event.target)) return;
      const shortcut = shortcuts[event.key];
      if (shortcut === undefined || view.getState().picture === null) return;
      event.preventDefault();
      shortcut(view.getState());
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [view, isActive]);
}

function usesArrows(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, [role=slider]') !== null;
}

function takesText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('dialog, input[type=text]') !== null;
}
