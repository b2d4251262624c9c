import { useEffect } from 'react';
import type { Mode } from '../../state/view/panes';
import { modeOf, type ViewState, type ViewStore } from '../../state/view/viewStore';

const panStep = 64;
const splitStep = 0.02;
const loupeStep = 16;

type Shortcut = (view: ViewState) => void;

const shortcuts: Readonly<Record<string, Shortcut | undefined>> = {
  '+': (view) => view.step(1),
  '=': (view) => view.step(1),
  '-': (view) => view.step(-1),
  '0': (view) => view.showWhole(),
  '1': (view) => view.zoomTo(1),
  ArrowLeft: (view) => view.panBy(panStep * devicePixelRatio, 0),
  ArrowRight: (view) => view.panBy(-panStep * devicePixelRatio, 0),
  ArrowUp: (view) => view.panBy(0, panStep * devicePixelRatio),
  ArrowDown: (view) => view.panBy(0, -panStep * devicePixelRatio),
};

/** Where there are two pictures. */
const comparingShortcuts: Readonly<Record<string, Shortcut | undefined>> = {
  '[': (view) => turn(view, -1),
  ']': (view) => turn(view, 1),
  s: (view) => view.setMode('split'),
  p: (view) => view.setMode('side-by-side'),
  d: (view) => view.setMode('difference'),
  l: (view) => view.toggleLoupe(),
  'Shift+ArrowLeft': (view) => pushLoupe(view, -loupeStep, 0),
  'Shift+ArrowRight': (view) => pushLoupe(view, loupeStep, 0),
  'Shift+ArrowUp': (view) => pushLoupe(view, 0, -loupeStep),
  'Shift+ArrowDown': (view) => pushLoupe(view, 0, loupeStep),
};

/** The key that changes to a mode, where there is one. */
export const modeKeys: Readonly<Record<Mode, string>> = {
  split: 'S',
  'side-by-side': 'P',
  blink: 'B',
  difference: 'D',
};

const blinkKey = 'b';

/** Keys for the view, wherever the focus is, unless what has it needs the key itself. */
export function useShortcuts(view: ViewStore, isActive: boolean): void {
  useEffect(() => {
    if (!isActive) return;
    const detach = new AbortController();
    const { signal } = detach;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (needsKey(event.target, event.key)) return;
      const state = view.getState();
      if (state.picture === null) return;
      if (event.key.toLowerCase() === blinkKey && state.isComparing) {
        event.preventDefault();
        if (!event.repeat) state.blink(true);
        return;
      }
      const shortcut = shortcutOf(event, state);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut(state);
    };
    window.addEventListener('keydown', press, { signal });
    const release = ({ key }: KeyboardEvent) => {
      if (key.toLowerCase() === blinkKey) view.getState().blink(false);
    };
    window.addEventListener('keyup', release, { signal });
    // The key is let go of in another window.
    window.addEventListener('blur', () => view.getState().blink(false), { signal });
    return () => {
      detach.abort();
      // Nobody hears of the key being let go of any more.
      view.getState().blink(false);
    };
  }, [view, isActive]);
}

function shortcutOf({ key, shiftKey }: KeyboardEvent, state: ViewState): Shortcut | undefined {
  const isArrow = key.startsWith('Arrow');
  const name = isArrow ? (shiftKey ? `Shift+${key}` : key) : key.toLowerCase();
  return shortcuts[name] ?? (state.isComparing ? comparingShortcuts[name] : undefined);
}

/** What the mode has to turn: the split, or the gain. */
function turn(view: ViewState, direction: 1 | -1): void {
  const mode = modeOf(view);
  if (mode === 'split') view.moveSplit(view.split + direction * splitStep);
  else if (mode === 'difference') view.setGainPower(view.gainPower + direction);
}

function pushLoupe(view: ViewState, dx: number, dy: number): void {
  const { loupe } = view;
  if (loupe === null) return;
  view.moveLoupe({ x: loupe.x + dx * devicePixelRatio, y: loupe.y + dy * devicePixelRatio });
}

const usesLetters =
  'dialog, select, textarea, [contenteditable], input:not([type=radio], [type=range])';
const usesArrows = 'input, [role=slider]';

function needsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(usesLetters) !== null) return true;
  return key.startsWith('Arrow') && target.closest(usesArrows) !== null;
}
