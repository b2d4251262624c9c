import { expect, test } from 'vitest';
import { defaultSettings, memoryBudgets, type OutputSettings, settingsIn } from './settings';

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
    expect(settingsIn(() => storage).read()).toEqual({ ...defaultSettings, memoryBudget });
  }
  expect(storage.entries.size).toBe(1);
});

test('one setting neither loses the others when it is set nor when it is not understood', () => {
  const storage = storageWith();
  const settings = settingsIn(() => storage);
  const output: OutputSettings = {
    format: 'webp',
    quality: { jpeg: 92, webp: 55, avif: 75 },
    keepMetadata: false,
  };
  settings.write({ memoryBudget: 64e6 });
  settings.write({ output });
  expect(settings.read()).toEqual({ ...defaultSettings, memoryBudget: 64e6, output });
  const [key = ''] = storage.entries.keys();
  const kept = { memoryBudget: 64e6, output: { ...output, format: 'tiff' } };
  storage.entries.set(key, JSON.stringify(kept));
  expect(settings.read()).toEqual({ ...defaultSettings, memoryBudget: 64e6 });
  for (const jpeg of [0, 101, '92']) {
    const quality = { ...output.quality, jpeg };
    storage.entries.set(key, JSON.stringify({ output: { ...output, quality } }));
    expect(settings.read()).toEqual(defaultSettings);
  }
});

test('what was kept and is not understood counts for nothing', () => {
  const storage = storageWith();
  settingsIn(() => storage).write({ memoryBudget: 64e6 });
  const [key = ''] = storage.entries.keys();
  for (const kept of ['', '{', 'null', '7', '{"memoryBudget":3}', '{"memoryBudget":"64e6"}']) {
    storage.entries.set(key, kept);
    expect(settingsIn(() => storage).read()).toEqual(defaultSettings);
  }
});

test('a browser that keeps nothing is no error', () => {
  const settings = settingsIn(() => {
    throw new DOMException('The request is denied.', 'SecurityError');
  });
  expect(settings.read()).toEqual(defaultSettings);
  expect(() => settings.write({ memoryBudget: 64e6 })).not.toThrow();
});

test('what one version kept, another finds, whatever either lacks', () => {
  const storage = storageWith();
  const settings = settingsIn(() => storage);
  settings.write({ memoryBudget: 64e6 });
  settings.write({ mode: 'blink', lastChoices: { edt: 'named:jpeg' }, knowsSplit: true });
  const [key = ''] = storage.entries.keys();
  const { mode: _, ...older } = JSON.parse(storage.entries.get(key) ?? '');
  storage.entries.set(key, JSON.stringify({ ...older, lastChoices: 7 }));
  expect(settings.read()).toEqual({ ...defaultSettings, memoryBudget: 64e6, knowsSplit: true });
});
