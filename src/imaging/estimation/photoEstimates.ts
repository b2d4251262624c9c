import { readPhotoHeader } from '../photoHeader';
import type { RgbaImage } from '../rgbaImage';
import { blockiness, qualityFromBlocks } from './blockiness';
import { blockNoise } from './blockNoise';
import { colourNoise } from './colourNoise';
import { edgeBlur } from './edgeBlur';
import { jpegFileQuality } from './jpegQuality';
import { isGrey, lumaPlane, noiseInLuma, type Plane } from './plane';
import { quantile } from './quantile';

/** What is wrong with a photo, as far as its pixels and its file tell; null: that cannot be told. */
export interface PhotoEstimates {
  readonly noise: NoiseEstimate | null;
  /** σ of a Gaussian blur in pixels; null also where noise hides it. See `edgeBlur`. */
  readonly blur: number | null;
  /** Null where neither the file nor the pixels are a JPEG's. */
  readonly jpeg: JpegEstimate | null;
  /** Luma that 99 of 100 pixels stay below, 0 … 1. */
  readonly brightest: number;
}

export interface NoiseEstimate {
  /** Of each of R, G and B, in 8-bit units. */
  readonly sigma: number;
  /** `colours` is the surer one (see `colourNoise`), `blocks` what works on JPEG (`blockNoise`). */
  readonly from: 'colours' | 'blocks';
}

export interface JpegEstimate {
  /** 1 … 100 as libjpeg counts it. */
  readonly quality: number;
  /** `file`: exact, of the last save. `pixels`: of an earlier one, see `qualityFromBlocks`. */
  readonly from: 'file' | 'pixels';
}

/** From here on edges look sharper than they are. */
const noiseThatHidesBlur = 6;
/** Files above this keep their noise as it was. */
const carefulJpeg = 97;
/** Of WebP and AVIF some are lossless, but the file's beginning does not always tell. */
const lossyFormats: readonly (string | undefined)[] = ['WebP', 'AVIF', 'HEIC'];

/**
 * Estimates noise, blur, JPEG quality and brightness.
 *
 * @param sample of the photo, at its true pixels; see `middleSample`.
 * @param fileHead first bytes of the file that it came from, where there is one.
 */
export function estimatePhoto(
  sample: RgbaImage,
  fileHead: Uint8Array<ArrayBuffer> | null,
): PhotoEstimates {
  const luma = lumaPlane(sample);
  const jpeg = jpegOf(
    fileHead === null ? null : jpegFileQuality(fileHead),
    qualityFromBlocks(blockiness(luma) ?? { steps: 1, corners: 0 }),
  );
  const format = fileHead === null ? undefined : readPhotoHeader(fileHead)?.format;
  // A JPEG's tables may lie beyond the file's beginning.
  const isJpeg = jpeg === null ? format === 'JPEG' : jpeg.quality < carefulJpeg;
  const noise = noiseOf(sample, luma, isJpeg || lossyFormats.includes(format));
  const isHidden = noise !== null && noise.sigma >= noiseThatHidesBlur;
  return {
    noise,
    blur: isHidden ? null : edgeBlur(luma),
    jpeg,
    brightest: quantile(luma.values, 0.99) / 255,
  };
}

/** Quantizing takes the noise that colours are told by. */
function noiseOf(sample: RgbaImage, luma: Plane, isQuantized: boolean): NoiseEstimate | null {
  const byColours = isQuantized ? null : colourNoise(sample);
  if (byColours !== null) return { sigma: byColours, from: 'colours' };
  const byBlocks = blockNoise(luma);
  if (byBlocks === null) return null;
  return { sigma: isGrey(sample) ? byBlocks : byBlocks / noiseInLuma, from: 'blocks' };
}

/** A file saved with care may have been saved badly before. */
function jpegOf(file: number | null, pixels: number | null): JpegEstimate | null {
  if (pixels !== null && (file === null || pixels < file / 2)) {
    return { quality: pixels, from: 'pixels' };
  }
  return file === null ? null : { quality: file, from: 'file' };
}
