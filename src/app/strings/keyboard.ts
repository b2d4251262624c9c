import type { Scope, ShortcutName } from '../shortcuts/shortcuts';

/** The sheet of keys. */
export const keyboard = {
  title: 'Keyboard shortcuts',
  open: 'Keyboard shortcuts',
  openHint: 'Keyboard shortcuts (?)',
  close: 'Close',
  scope: {
    picture: 'Picture',
    compare: 'Two pictures',
    page: 'Page',
  } satisfies Record<Scope, string>,
  name: {
    'zoom-in': 'Zoom in',
    'zoom-out': 'Zoom out',
    whole: 'Show the whole picture',
    actual: '100 %',
    pan: 'Pan',
    split: 'Split by a line',
    'side-by-side': 'Side by side',
    difference: 'Difference',
    blink: 'Hold to show A',
    turn: 'Move the line, or change the gain',
    loupe: 'Loupe',
    'push-loupe': 'Move the loupe',
    sheet: 'This sheet',
  } satisfies Record<ShortcutName, string>,
  controls:
    'Tab moves between controls, arrow keys change sliders and choices, Escape closes what is on top.',
  shift: 'Shift',
  shown: { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', '-': '−' } as Readonly<
    Record<string, string | undefined>
  >,
  spoken: {
    ArrowLeft: 'arrow left',
    ArrowRight: 'arrow right',
    ArrowUp: 'arrow up',
    ArrowDown: 'arrow down',
    '-': 'minus',
    '+': 'plus',
    '[': 'left bracket',
    ']': 'right bracket',
    '?': 'question mark',
  } as Readonly<Record<string, string | undefined>>,
} as const;
