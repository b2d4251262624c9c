import { expect, test } from 'vitest';
import { memoryBudgets, settingsIn } from './settings';

function storageWith(entries = new Map<string, string>()) {
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  };
}

test('settings are found again on the next visit', () => {
  const storage = storageWith();
  for (const memoryBudget of memoryBudgets) {
    settingsIn(() => storage).write({ memoryBudget });
    expect(settingsIn(() => storage).read()).toEqual({ memoryBudget });
  }
  expect(storage.entries.size).toBe(1);
});

test('what was kept and is not understood counts for nothing', () => {
  const storage = storageWith();
  settingsIn(() => storage).write({ memoryBudget: 64e6 });
  const [key = ''] = storage.entries.keys();
  for (const kept of ['', '{', 'null', '7', '{"memoryBudget":3}', '{"memoryBudget":"64e6"}']) {
    storage.entries.set(key, kept);
    expect(settingsIn(() => storage).read()).toEqual({ memoryBudget: null });
  }
});

test('a browser that keeps nothing is no error', () => {
  const settings = settingsIn(() => {
    throw new DOMException('The request is denied.', 'SecurityError');
  });
  expect(settings.read()).toEqual({ memoryBudget: null });
  expect(() => settings.write({ memoryBudget: 64e6 })).not.toThrow();
});
