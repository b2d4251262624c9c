import { expect, test } from 'vitest';
import { settingsIn } from '../playground/settings';
import { rememberMode } from './rememberedMode';
import { createViewStore } from './viewStore';

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
