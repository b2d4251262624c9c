import { splitPhoto } from '../../tuning/data/photoSplit';
import { matchPairs, type PickedPhoto } from './pairing';

/** Clean photos that a recipe degrades, or pairs. */
export type PhotoSource = 'clean' | 'pairs';

/** What looking at a photo's file told. */
export type PhotoLook =
  | {
      readonly width: number;
      readonly height: number;
      /** Address of a small picture. */
      readonly thumbnail: string;
    }
  /** A sentence that says why it cannot be used. */
  | { readonly problem: string };

export type PhotoLooks = ReadonlyMap<number, PhotoLook>;

/** A row of the list: a photo or a pair, and why it cannot be trained on. */
export interface PhotoEntry {
  readonly key: string;
  readonly name: string;
  readonly clean: PickedPhoto | null;
  readonly damaged: PickedPhoto | null;
  /** Its files have not all been looked at. */
  readonly isPending: boolean;
  /** A sentence; null where it can be used. */
  readonly problem: string | null;
}

/** What the photos are to be cut into. */
export interface PatchNeeds {
  /** Side of a degraded patch in pixels. */
  readonly patch: number;
  /** How much larger a clean patch is. */
  readonly scale: number;
}

/** Every photo or pair with what is wrong with it. @param needs null where not known yet. */
export function photoEntries(
  source: PhotoSource,
  picked: readonly PickedPhoto[],
  looks: PhotoLooks,
  needs: PatchNeeds | null,
): PhotoEntry[] {
  const rows: Pick<PhotoEntry, 'clean' | 'damaged'>[] =
    source === 'pairs' ? matchPairs(picked) : picked.map((clean) => ({ clean, damaged: null }));
  return rows.map(({ clean, damaged }) => {
    const files = [damaged, clean].filter((photo) => photo !== null);
    const shown = source === 'pairs' ? (damaged ?? clean) : clean;
    return {
      key: files.map(({ id }) => id).join('+'),
      name: shown?.file.name ?? '',
      clean,
      damaged,
      isPending: files.some(({ id }) => !looks.has(id)),
      problem: problemOf(source, { clean, damaged }, looks, needs),
    };
  });
}

/**
 * How much larger the clean photos of pairs are, by the first pair that can tell; 1 where none can.
 */
export function pairScale(picked: readonly PickedPhoto[], looks: PhotoLooks): number {
  for (const { clean, damaged } of matchPairs(picked)) {
    const large = clean && sizeOf(looks, clean);
    const small = damaged && sizeOf(looks, damaged);
    if (!large || !small) continue;
    const scale = large.width / small.width;
    if (Number.isInteger(scale) && large.height === small.height * scale) return scale;
  }
  return 1;
}

export function usableEntries(entries: readonly PhotoEntry[]): PhotoEntry[] {
  return entries.filter(({ isPending, problem }) => !isPending && problem === null);
}

function problemOf(
  source: PhotoSource,
  { clean, damaged }: Pick<PhotoEntry, 'clean' | 'damaged'>,
  looks: PhotoLooks,
  needs: PatchNeeds | null,
): string | null {
  if (clean === null) return 'No clean photo goes with it: give it the same name, or add one.';
  if (source === 'pairs' && damaged === null) {
    return 'No damaged photo goes with it: give it the same name, or add one.';
  }
  for (const photo of [damaged, clean]) {
    const look = photo && looks.get(photo.id);
    if (look && 'problem' in look) return look.problem;
  }
  const target = sizeOf(looks, clean);
  if (target === null || needs === null) return null;
  const { patch, scale } = needs;
  const input = damaged && sizeOf(looks, damaged);
  if (input && (input.width * scale !== target.width || input.height * scale !== target.height)) {
    const expected = scale === 1 ? '' : `, where the clean one should be ${scale} times as large`;
    return `The pair differs in size: ${size(input)} damaged, ${size(target)} clean${expected}.`;
  }
  const cropped = {
    width: target.width - (target.width % scale),
    height: target.height - (target.height % scale),
  };
  if (splitPhoto(cropped, patch * scale) !== null) return null;
  return `It has ${size(target)} pixels; two patches of ${patch * scale} must fit side by side.`;
}

function sizeOf(looks: PhotoLooks, { id }: PickedPhoto) {
  const look = looks.get(id);
  return look === undefined || 'problem' in look ? null : look;
}

function size({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width} × ${height}`;
}
