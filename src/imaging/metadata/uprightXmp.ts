const orientationAttribute = /(?<before>\btiff:Orientation\s*=\s*["'])[2-8](?<after>["'])/g;
const orientationElement =
  /(?<before><tiff:Orientation>\s*)[2-8](?<after>\s*<\/tiff:Orientation>)/g;

/** XMP repeats EXIF's orientation: for a picture that is upright, 1. All else stays as it is. */
export function uprightXmp(packet: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(packet);
  const upright = text
    .replaceAll(orientationAttribute, '$<before>1$<after>')
    .replaceAll(orientationElement, '$<before>1$<after>');
  return upright === text ? packet : new TextEncoder().encode(upright);
}
