import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { PictureFormat } from '../src/imaging/pictureFormats.ts';
import { UsageError } from './arguments.ts';

/** Where a picture's result goes. */
export interface PlannedResult {
  readonly input: string;
  readonly output: string;
  readonly format: PictureFormat;
}

export interface ResultOptions {
  /** Whether the output is a folder, which takes a result for each input. */
  readonly intoFolder: boolean;
  /** In a folder; a file's own ending says it. */
  readonly format: PictureFormat | null;
  /** Whether results may take the place of files that are there, originals excepted. */
  readonly overwrite: boolean;
}

const formats: Readonly<Record<string, PictureFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.avif': 'avif',
};
const endings: Readonly<Record<PictureFormat, string>> = {
  png: '.png',
  jpeg: '.jpg',
  webp: '.webp',
  avif: '.avif',
};

/**
 * Where each result goes, decided before anything is restored: every picture has a file of its own,
 * no original is written over, and a file's ending says what is in it. Pictures whose results would
 * have one name keep their own ending in it: `a.jpg` and `a.png` become `a.jpg.png` and `a.png.png`.
 *
 * @throws UsageError that names the files.
 */
export function plannedResults(
  inputs: readonly string[],
  output: string,
  options: ResultOptions,
): PlannedResult[] {
  if (options.intoFolder && existsSync(output) && !statSync(output).isDirectory()) {
    throw new UsageError(`“${output}” is a file: a folder's results go into a folder.`);
  }
  const planned = options.intoFolder
    ? inFolder(inputs, output, options.format ?? 'png')
    : inputs.map((input) => ({ input, output, format: formatOf(output, options.format) }));
  refuseSharedOutputs(planned);
  const originals = new Set(inputs.map((input) => placeOf(input)));
  for (const { output: target } of planned) {
    if (originals.has(placeOf(target))) {
      throw new UsageError(
        `“${target}” is one of the originals: name another place for the results.`,
      );
    }
  }
  const there = planned.filter(({ output: target }) => existsSync(target));
  const [first] = there;
  if (first !== undefined && !options.overwrite) {
    const others = there.length === 1 ? '' : ` and ${there.length - 1} more`;
    throw new UsageError(
      `“${first.output}”${others} would be overwritten: name another place, or add --overwrite.`,
    );
  }
  return planned;
}

function inFolder(
  inputs: readonly string[],
  folder: string,
  format: PictureFormat,
): PlannedResult[] {
  const stems = inputs.map((input) => basename(input, extname(input)));
  const shares = (stem: string) => stems.filter((other) => folded(other) === folded(stem)).length;
  return inputs.map((input, i) => {
    const stem = stems[i] as string;
    const name = shares(stem) > 1 ? basename(input) : stem;
    return { input, output: join(folder, `${name}${endings[format]}`), format };
  });
}

/** @throws UsageError for an ending that is no picture's, or another format's than was asked for. */
function formatOf(output: string, asked: PictureFormat | null): PictureFormat {
  const format = formats[extname(output).toLowerCase()];
  if (format === undefined) {
    throw new UsageError(
      `“${output}” must end with ${Object.keys(formats).join(', ')}, which says the format.`,
    );
  }
  if (asked !== null && asked !== format) {
    throw new UsageError(`“${output}” doesn't end as a ${asked} file does.`);
  }
  return format;
}

function refuseSharedOutputs(planned: readonly PlannedResult[]): void {
  const taken = new Map<string, string>();
  for (const { input, output } of planned) {
    const other = taken.get(folded(output));
    if (other !== undefined) {
      throw new UsageError(`“${other}” and “${input}” would both become “${output}”: rename one.`);
    }
    taken.set(folded(output), input);
  }
}

/** As file systems see a name that ignore case and Unicode's form. */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** The same for two paths that lead to the same file, through links too. */
function placeOf(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return folded(realpathSync(whole));
  const folder = dirname(whole);
  return folded(join(existsSync(folder) ? realpathSync(folder) : folder, basename(whole)));
}
