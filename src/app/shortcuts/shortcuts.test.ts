import { expect, test } from 'vitest';
import { createViewStore } from '../../state/view/viewStore';
import { ariaKeysOf, keyName, keysOf, modeKey, shortcuts } from './shortcuts';

test('no key means two things', () => {
  const keys = shortcuts.flatMap((shortcut) => Object.keys(shortcut.keys));
  expect(new Set(keys).size).toBe(keys.length);
});

test('keys are known as the browser names them', () => {
  expect(keyName({ key: 'ArrowUp', shiftKey: true })).toBe('Shift+ArrowUp');
  expect(keyName({ key: 'ArrowUp', shiftKey: false })).toBe('ArrowUp');
  expect(keyName({ key: 'S', shiftKey: true })).toBe('s');
  expect(keyName({ key: '?', shiftKey: true })).toBe('?');
});

test('what is said of keys is what they do', () => {
  expect(keysOf('zoom-in')).toEqual(['+']);
  expect(ariaKeysOf('zoom-in')).toBe('Plus');
  expect(ariaKeysOf('push-loupe')).toContain('Shift+ArrowLeft');
  const view = createViewStore();
  for (const mode of ['difference', 'side-by-side', 'split'] as const) {
    const key = modeKey(mode).toLowerCase();
    const shortcut = shortcuts.find(({ keys }) => key in keys);
    shortcut?.keys[key]?.(view.getState());
    expect(view.getState().mode).toBe(mode);
  }
});

test('blinking lasts as long as its key is held', () => {
  const view = createViewStore();
  const blink = shortcuts.find(({ name }) => name === 'blink');
  blink?.keys.b?.(view.getState());
  expect(view.getState().isBlinking).toBe(true);
  blink?.release?.(view.getState());
  expect(view.getState().isBlinking).toBe(false);
});
