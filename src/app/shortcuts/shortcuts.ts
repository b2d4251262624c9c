import type { Mode } from '../../state/view/panes';
import { modeOf, type ViewState } from '../../state/view/viewStore';
import { openShortcutSheet } from './sheetLoader';

const panStep = 64;
const splitStep = 0.02;
const loupeStep = 16;

type Press = (view: ViewState) => void;

/** Where keys do something: with a picture, on the whole page, with two pictures. */
export const scopes = ['picture', 'page', 'compare'] as const;
export type Scope = (typeof scopes)[number];

interface ShortcutEntry {
  readonly scope: Scope;
  /** As `keyName` names them, letters in small. */
  readonly keys: Readonly<Record<string, Press>>;
  /** Where the key's being held is what counts. */
  readonly release?: Press;
  /** Of the keys: on some keyboards the same with another hand, not worth a word. */
  readonly unsaid?: readonly string[];
}

/** Every key of the page, dispatched and listed from here. Controls that have the focus have others. */
const table = {
  'zoom-in': {
    scope: 'picture',
    keys: { '+': (view) => view.step(1), '=': (view) => view.step(1) },
    unsaid: ['='],
  },
  'zoom-out': { scope: 'picture', keys: { '-': (view) => view.step(-1) } },
  whole: { scope: 'picture', keys: { '0': (view) => view.showWhole() } },
  actual: { scope: 'picture', keys: { '1': (view) => view.zoomTo(1) } },
  pan: {
    scope: 'picture',
    keys: {
      ArrowLeft: (view) => view.panBy(panStep * devicePixelRatio, 0),
      ArrowRight: (view) => view.panBy(-panStep * devicePixelRatio, 0),
      ArrowUp: (view) => view.panBy(0, panStep * devicePixelRatio),
      ArrowDown: (view) => view.panBy(0, -panStep * devicePixelRatio),
    },
  },
  split: { scope: 'compare', keys: { s: (view) => view.setMode('split') } },
  'side-by-side': { scope: 'compare', keys: { p: (view) => view.setMode('side-by-side') } },
  difference: { scope: 'compare', keys: { d: (view) => view.setMode('difference') } },
  blink: {
    scope: 'compare',
    keys: { b: (view) => view.blink(true) },
    release: (view) => view.blink(false),
  },
  turn: {
    scope: 'compare',
    keys: { '[': (view) => turn(view, -1), ']': (view) => turn(view, 1) },
  },
  loupe: { scope: 'compare', keys: { l: (view) => view.toggleLoupe() } },
  'push-loupe': {
    scope: 'compare',
    keys: {
      'Shift+ArrowLeft': (view) => pushLoupe(view, -loupeStep, 0),
      'Shift+ArrowRight': (view) => pushLoupe(view, loupeStep, 0),
      'Shift+ArrowUp': (view) => pushLoupe(view, 0, -loupeStep),
      'Shift+ArrowDown': (view) => pushLoupe(view, 0, loupeStep),
    },
  },
  sheet: { scope: 'page', keys: { '?': openShortcutSheet } },
} as const satisfies Readonly<Record<string, ShortcutEntry>>;

export type ShortcutName = keyof typeof table;

export interface Shortcut extends ShortcutEntry {
  readonly name: ShortcutName;
}

export const shortcuts: readonly Shortcut[] = (Object.keys(table) as ShortcutName[]).map(
  (name) => ({ name, ...table[name] }),
);

/** The keys that are told of, in order. */
export function keysOf(name: ShortcutName): readonly string[] {
  const { keys, unsaid = [] }: ShortcutEntry = table[name];
  return Object.keys(keys).filter((key) => !unsaid.includes(key));
}

/** The same for `aria-keyshortcuts`, which has a word for the plus. */
export function ariaKeysOf(name: ShortcutName): string {
  return keysOf(name)
    .map((key) => (key === '+' ? 'Plus' : key.length === 1 ? key.toUpperCase() : key))
    .join(' ');
}

/** Of a key that was pressed; Shift counts with arrows, elsewhere it only makes other letters. */
export function keyName({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): string {
  if (!key.startsWith('Arrow')) return key.toLowerCase();
  return shiftKey ? `Shift+${key}` : key;
}

/** The key that changes to a mode. */
export function modeKey(mode: Mode): string {
  return keysOf(mode).join(' ').toUpperCase();
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
