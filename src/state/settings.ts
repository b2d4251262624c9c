import * as z from 'zod/mini';

/** GPU memory that a person can choose from, in bytes; null is the engine's own measure. */
export const memoryBudgets = [32e6, 64e6, 128e6, 256e6, null] as const;
export type MemoryBudget = (typeof memoryBudgets)[number];

export interface Settings {
  readonly memoryBudget: MemoryBudget;
}

/** What a person has set and finds again on the next visit. */
export interface SettingsShelf {
  read(): Settings;
  write(settings: Settings): void;
}

const settingsSchema = z.object({ memoryBudget: z.literal([...memoryBudgets]) });
const defaults: Settings = { memoryBudget: null };
const key = 'adaptir-playground settings';

/**
 * Settings in the browser's storage. Where the browser keeps none, or what it kept is not understood,
 * the defaults hold: nobody needs to hear of that.
 *
 * @param storage is asked for each time, since merely naming `localStorage` throws where it is
 *   forbidden.
 */
export function settingsIn(storage: () => Pick<Storage, 'getItem' | 'setItem'>): SettingsShelf {
  return {
    read() {
      try {
        return settingsSchema.parse(JSON.parse(storage().getItem(key) ?? 'null'));
      } catch {
        return defaults;
      }
    },
    write(settings) {
      try {
        storage().setItem(key, JSON.stringify(settings));
      } catch {
        // They hold until the page is closed.
      }
    },
  };
}
