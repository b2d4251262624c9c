import * as z from 'zod/mini';
import { type PictureFormat, pictureFormats } from '../imaging/pictureFormats';

/** GPU memory that a person can choose from, in bytes; null is the engine's own measure. */
export const memoryBudgets = [32e6, 64e6, 128e6, 256e6, null] as const;
export type MemoryBudget = (typeof memoryBudgets)[number];

/** How results are saved. */
export interface OutputSettings {
  readonly format: PictureFormat;
  /** 1 … 100, for each format that loses something. */
  readonly quality: Readonly<Record<LossyFormat, number>>;
  /** EXIF, XMP and the profile of the photo go along. */
  readonly keepMetadata: boolean;
}

export type LossyFormat = Exclude<PictureFormat, 'png'>;

export interface Settings {
  readonly memoryBudget: MemoryBudget;
  readonly output: OutputSettings;
  /** Shelf id of the own backbone to restore with; null: the shipped one. */
  readonly chosenBackbone: string | null;
}

/** What a person has set and finds again on the next visit. */
export interface SettingsShelf {
  read(): Settings;
  /** What is left out stays. */
  write(settings: Partial<Settings>): void;
}

export const defaultSettings: Settings = {
  memoryBudget: null,
  output: { format: 'png', quality: { jpeg: 92, webp: 90, avif: 75 }, keepMetadata: true },
  chosenBackbone: null,
};

const quality = z.number().check(z.minimum(1), z.maximum(100));
/** Each setting falls back by itself: a new one must not cost a person the others. */
const settingsSchema = z.object({
  memoryBudget: z.catch(z.literal([...memoryBudgets]), defaultSettings.memoryBudget),
  output: z.catch(
    z.object({
      format: z.enum(pictureFormats),
      quality: z.object({ jpeg: quality, webp: quality, avif: quality }),
      keepMetadata: z.boolean(),
    }),
    defaultSettings.output,
  ),
  chosenBackbone: z.catch(z.nullable(z.string()), null),
});
const key = 'adaptir-playground settings';

/**
 * Settings in the browser's storage. Where the browser keeps none, or what it kept is not understood,
 * the defaults hold: nobody needs to hear of that.
 *
 * @param storage is asked for each time, since merely naming `localStorage` throws where it is
 *   forbidden.
 */
export function settingsIn(storage: () => Pick<Storage, 'getItem' | 'setItem'>): SettingsShelf {
  const read = () => {
    try {
      return settingsSchema.parse(JSON.parse(storage().getItem(key) ?? 'null'));
    } catch {
      return defaultSettings;
    }
  };
  return {
    read,
    write(settings) {
      try {
        storage().setItem(key, JSON.stringify({ ...read(), ...settings }));
      } catch {
        // They hold until the page is closed.
      }
    },
  };
}
