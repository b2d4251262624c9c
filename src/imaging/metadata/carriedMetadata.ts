import type { RgbaImage } from '../rgbaImage';
import { currentXmp } from './currentXmp';
import { displayP3Profile } from './displayP3Profile';
import { describesSpace } from './iccProfile';
import type { PhotoMetadata } from './photoMetadata';
import { uprightExif } from './uprightExif';

/**
 * What of a photo's metadata is true of the picture made of it. Its profile stays where the pixels
 * still are what it describes; where they were converted, Display P3 has a profile of its own, and
 * sRGB, which goes without saying, none.
 */
export function carriedMetadata(source: PhotoMetadata, picture: RgbaImage): PhotoMetadata {
  const { colorSpace = 'srgb' } = picture;
  const { exif, xmp, icc } = source;
  const ownProfile = colorSpace === 'srgb' ? null : displayP3Profile();
  return {
    exif: exif && uprightExif(exif, picture),
    xmp: xmp && currentXmp(xmp, picture),
    icc: icc !== null && describesSpace(icc, colorSpace) ? icc : ownProfile,
    primaries: null,
    chromaticities: null,
  };
}
