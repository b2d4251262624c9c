import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  type BackendName,
  backendNames,
  type Precision,
  precisions,
} from '../src/engine/protocol.ts';
import { catalogueSchema, type ModelCatalogue } from '../src/state/playground/catalogueSchema.ts';

export const modelsFolder = resolve(import.meta.dirname, '../public/models');

/** A mistake in how a command was called: printed as one sentence, exit status 64. */
export class UsageError extends Error {}

export function backendArgument(value: string | undefined): BackendName | null {
  return oneOf('backend', backendNames, value);
}

export function precisionArgument(value: string | undefined): Precision | null {
  return oneOf('precision', precisions, value);
}

/** The name that an option gives; null where it was left out. */
export function oneOf<Name extends string>(
  option: string,
  names: readonly Name[],
  text: string | undefined,
): Name | null {
  if (text === undefined) return null;
  const known = names.find((name) => name === text);
  if (known !== undefined) return known;
  throw new UsageError(`--${option} is one of ${names.join(', ')}, not “${text}”.`);
}

/** What the app ships; paths from `public/models` on. */
export function shippedModels(): ModelCatalogue {
  return catalogueSchema.parse(JSON.parse(readFileSync(join(modelsFolder, 'models.json'), 'utf8')));
}

/** Where the page finds the backbone's folder: it is served with the app's other files. */
export function backboneAddress(): string {
  return `/models/${shippedModels().backbone}`;
}

/** @param name of a shipped adapter ("denoise-25"), or path of a `.safetensors` file. */
export function adapterFile(name: string | undefined): string {
  const folder = join(modelsFolder, shippedModels().backbone, 'adapters');
  const shipped = readdirSync(folder).map((file) => file.replace(/\.safetensors$/, ''));
  if (name === undefined) {
    throw new UsageError(`Say which adapter: --adapter ${shipped.join(' | ')}, or a file.`);
  }
  if (name.endsWith('.safetensors') && existsSync(name)) return resolve(name);
  if (shipped.includes(name)) return join(folder, `${name}.safetensors`);
  throw new UsageError(
    `There is no adapter “${name}”: take ${shipped.join(', ')}, or a .safetensors file.`,
  );
}

/** What `--adapter` or, for the backbone alone, `--head` restores with. */
export function adapterOrHead(
  adapter: string | undefined,
  head: string | undefined,
): { readonly adapter: string | null; readonly head: string | null } {
  if (head === undefined) return { adapter: adapterFile(adapter), head: null };
  if (adapter === undefined) return { adapter: null, head };
  throw new UsageError('Take --adapter or --head, not both.');
}

const pictureEnding = /\.(png|jpe?g|webp|avif)$/i;

/** What a path leads to. */
export interface FoundPictures {
  /** In alphabetical order. */
  readonly files: readonly string[];
  /** Of a folder: what is named like a picture and is none. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly file: string;
  readonly reason: string;
  /** It should have been a picture, so it counts as one that failed. */
  readonly isBroken: boolean;
}

/**
 * Pictures of a folder, or the one file. Other files of a folder don't count.
 *
 * @throws UsageError where there is none.
 */
export function pictures(path: string): FoundPictures {
  if (!existsSync(path)) throw new UsageError(`There is no “${path}”.`);
  if (!statSync(path).isDirectory()) {
    if (pictureEnding.test(path)) return { files: [path], leftOut: [] };
    throw new UsageError(`“${path}” is no folder and no PNG, JPEG, WebP or AVIF picture.`);
  }
  const files: string[] = [];
  const leftOut: LeftOut[] = [];
  const named = readdirSync(path).filter((file) => pictureEnding.test(file));
  for (const file of named.sort().map((name) => join(path, name))) {
    const why = whyNoPicture(file);
    if (why === null) files.push(file);
    else leftOut.push({ file, ...why });
  }
  if (files.length === 0) throw new UsageError(`“${path}” holds no picture.`);
  return { files, leftOut };
}

function whyNoPicture(file: string): Omit<LeftOut, 'file'> | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (basename(file).startsWith('.')) return { reason: 'a hidden file', isBroken: false };
  if (found === undefined) return { reason: 'a link that leads nowhere', isBroken: true };
  if (!found.isFile()) return { reason: 'not a file', isBroken: false };
  return found.size === 0 ? { reason: 'empty', isBroken: true } : null;
}

/** Prints what of a folder is left out; returns how much of it should have been pictures. */
export function nameLeftOut({ leftOut }: FoundPictures): number {
  for (const { file, reason } of leftOut) console.error(`Left out: “${file}” (${reason}).`);
  return leftOut.filter(({ isBroken }) => isBroken).length;
}

/** The degraded version of each clean picture, which has the same name in another folder. */
export function degradedVersions(clean: readonly string[], folder: string): string[] {
  const versions = new Map(pictures(folder).files.map((file) => [basename(file), file]));
  return clean.map((file) => {
    const version = versions.get(basename(file));
    if (version === undefined) throw new UsageError(`“${folder}” lacks “${basename(file)}”.`);
    return version;
  });
}

/** Parsed JSON of a recipe's file; whether it is a recipe is for the page to say. */
export function recipeFile(path: string): unknown {
  if (!existsSync(path)) throw new UsageError(`There is no “${path}”.`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new UsageError(`“${path}” is not valid JSON.`);
  }
}
