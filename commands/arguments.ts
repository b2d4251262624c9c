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

/** A mistake in how a command was called: printed as one sentence, exit status 2. */
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

/** Pictures of a folder in alphabetical order, or the one file. */
export function pictures(path: string): string[] {
  if (!existsSync(path)) throw new UsageError(`There is no “${path}”.`);
  if (pictureEnding.test(path)) return [path];
  if (!statSync(path).isDirectory()) {
    throw new UsageError(`“${path}” is no folder and no PNG, JPEG, WebP or AVIF picture.`);
  }
  const found = readdirSync(path)
    .filter((file) => pictureEnding.test(file))
    .sort();
  if (found.length === 0) throw new UsageError(`“${path}” holds no picture.`);
  return found.map((file) => join(path, file));
}

/** The degraded version of each clean picture, which has the same name in another folder. */
export function degradedVersions(clean: readonly string[], folder: string): string[] {
  const versions = new Map(pictures(folder).map((file) => [basename(file), file]));
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
