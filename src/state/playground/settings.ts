import { type PictureFormat, pictureFormats } from '../../imaging/pictureFormats';
import { type Mode, modes } from '../view/panes';

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
  /** How two pictures are compared. */
  readonly mode: Mode;
  /** What was chosen last, by the backbone's id: see `lastingName`. */
  readonly lastChoices: Readonly<Record<string, string>>;
  /** The person has moved the line between two pictures, and need not be told how. */
  readonly knowsSplit: boolean;
  /** Stored id of the own backbone to restore with; null: the shipped one. */
  readonly chosenBackbone: string | null;
}

/** What a person has set and finds again on the next visit. */
export interface SettingsStore {
  read(): Settings;
  /** What is left out stays. */
  write(settings: Partial<Settings>): void;
}

export const defaultSettings: Settings = {
  memoryBudget: null,
  output: { format: 'png', quality: { jpeg: 92, webp: 90, avif: 75 }, keepMetadata: true },
  mode: 'split',
  lastChoices: {},
  knowsSplit: false,
  chosenBackbone: null,
};

/**
 * Each setting falls back by itself: a new one must not cost a person the others. Read by hand, since
 * a parser's library would be a seventh of all that the first view loads.
 */
function settingsFrom(kept: unknown): Settings {
  const { memoryBudget, output, mode, lastChoices, knowsSplit, chosenBackbone } = fieldsOf(kept);
  return {
    memoryBudget: among(memoryBudgets, memoryBudget, defaultSettings.memoryBudget),
    output: outputFrom(output) ?? defaultSettings.output,
    mode: among(modes, mode, defaultSettings.mode),
    lastChoices: textsFrom(lastChoices) ?? defaultSettings.lastChoices,
    knowsSplit: knowsSplit === true,
    chosenBackbone: typeof chosenBackbone === 'string' ? chosenBackbone : null,
  };
}

function outputFrom(kept: unknown): OutputSettings | null {
  const { format, quality, keepMetadata } = fieldsOf(kept);
  const known = pictureFormats.find((name) => name === format);
  const { jpeg, webp, avif } = fieldsOf(quality);
  if (known === undefined || typeof keepMetadata !== 'boolean') return null;
  if (!isQuality(jpeg) || !isQuality(webp) || !isQuality(avif)) return null;
  return { format: known, quality: { jpeg, webp, avif }, keepMetadata };
}

function isQuality(value: unknown): value is number {
  return typeof value === 'number' && value >= 1 && value <= 100;
}

function textsFrom(kept: unknown): Readonly<Record<string, string>> | null {
  const entries = Object.entries(fieldsOf(kept));
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return texts.length === entries.length ? Object.fromEntries(texts) : null;
}

function among<Value>(values: readonly Value[], kept: unknown, otherwise: Value): Value {
  return values.includes(kept as Value) ? (kept as Value) : otherwise;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

const key = 'adaptir-playground settings';

/**
 * Settings in the browser's storage. Where the browser keeps none, or what it kept is not understood,
 * the defaults hold: nobody needs to hear of that.
 *
 * @param storage is asked for each time, since merely naming `localStorage` throws where it is
 *   forbidden.
 */
export function settingsIn(storage: () => Pick<Storage, 'getItem' | 'setItem'>): SettingsStore {
  const read = () => {
    try {
      return settingsFrom(JSON.parse(storage().getItem(key) ?? 'null'));
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
