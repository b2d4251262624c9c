import { cropToMultiple } from '../../imaging/cubicResize';
import { DecodeError } from '../../imaging/decodeError';
import { decodePhoto } from '../../imaging/decodePhoto';
import type { ColorSpace, RgbaImage } from '../../imaging/rgbaImage';
import { fillTransparentColour } from '../../imaging/transparentColour';
import { splitPhoto, type TuningPhoto } from '../../tuning/data/photoSplit';
import { PhotoError } from '../errors';
import type { PhotoFiles, SkippedPhoto } from './tuningProtocol';
import { fewestPhotos } from './tuningProtocol';

export interface UsablePhotos {
  readonly photos: readonly TuningPhoto[];
  readonly skipped: readonly SkippedPhoto[];
}

/**
 * Decodes photos and leaves out those that cannot be trained on, each with the reason.
 *
 * @param patch side of a degraded patch.
 * @throws PhotoError when too few are left.
 */
export async function usablePhotos(
  files: readonly PhotoFiles[],
  patch: number,
  scale: number,
): Promise<UsablePhotos> {
  const photos: TuningPhoto[] = [];
  const skipped: SkippedPhoto[] = [];
  for (const file of files) {
    const result = await usablePhoto(file, patch, scale);
    if (typeof result === 'string') skipped.push({ name: file.name, reason: result });
    else photos.push(result);
  }
  if (photos.length >= fewestPhotos) return { photos, skipped };
  const reasons = skipped.map(({ name, reason }) => `“${name}”: ${reason}`).join(' ');
  throw new PhotoError(
    `Tuning needs at least ${fewestPhotos} usable photos; ${photos.length === 0 ? 'none' : 'only one'} of these is. ${reasons}`.trim(),
    'Add photos that are larger than two patches side by side, or choose a smaller patch.',
  );
}

/** The photo, or why it cannot be used. */
async function usablePhoto(
  { name, clean, degraded }: PhotoFiles,
  patch: number,
  scale: number,
): Promise<TuningPhoto | string> {
  try {
    const target = await decoded(clean);
    const input = degraded === null ? null : await decoded(degraded, target.colorSpace ?? 'srgb');
    if (input !== null && !isPair(input, target, scale)) {
      return `The pair differs in size: ${size(input)} degraded, ${size(target)} clean${scale === 1 ? '' : `, where the clean one should be ${scale} times as large`}.`;
    }
    const photo = { name, clean: cropToMultiple(target, scale), degraded: input };
    if (splitPhoto(photo.clean, patch * scale) === null) {
      return `It has ${size(target)} pixels; two patches of ${patch * scale} must fit side by side.`;
    }
    return photo;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return error.message;
  }
}

/** See-through pixels as the restoration sees them. */
async function decoded(file: Blob, space?: ColorSpace): Promise<RgbaImage> {
  return fillTransparentColour(await decodePhoto(file, space));
}

function isPair(degraded: RgbaImage, clean: RgbaImage, scale: number): boolean {
  return degraded.width * scale === clean.width && degraded.height * scale === clean.height;
}

function size({ width, height }: RgbaImage): string {
  return `${width} × ${height}`;
}
