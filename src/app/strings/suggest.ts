import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import type { Suggestion } from '../../state/suggesting/suggestion';
import type { Symptoms } from '../../state/suggesting/symptoms';

/** What is said of a photo before anything is done to it. */
export const suggest = {
  label: 'What we found',
  looking: 'Looking at the photo…',
  damaged: 'Damaged in the lab.',
  unknown: 'The damage could not be estimated.',
  likely: 'Likely to help:',
  nothing: 'No obvious damage found.',
  noAdapter: 'No adapter here is made for that.',
  mark: (reasons: string) => `Likely to help: ${reasons}`,
  hint: 'Estimated from the middle of the photo, at most one megapixel: noise and blur as standard deviations, in 8-bit levels and pixels; JPEG quality from the last save, or from visible blocks. Motion blur and rain are not measured.',
  noise: (sigma: number) => `noise about σ ${Math.round(sigma)}`,
  littleNoise: 'little noise',
  blur: (sigma: number) => `blur about σ ${sigma.toFixed(1)} px`,
  sharp: 'sharp',
  jpeg: ({ quality, from }: NonNullable<PhotoEstimates['jpeg']>) =>
    from === 'file' ? `JPEG quality ${quality}` : `JPEG blocks, about quality ${quality}`,
  dark: 'dark',
  small: 'small',
} as const;

/** Every estimate, in one sentence; what cannot be told is left out. */
export function estimatesText(
  estimates: PhotoEstimates,
  symptoms: Symptoms,
  isSmall: boolean,
): string {
  const { noise, blur, jpeg } = estimates;
  const texts = [
    noise && (symptoms.noise === 'none' ? suggest.littleNoise : suggest.noise(noise.sigma)),
    blur !== null && (symptoms.blur === 'none' ? suggest.sharp : suggest.blur(blur)),
    jpeg && suggest.jpeg(jpeg),
    symptoms.dark !== 'none' && suggest.dark,
    isSmall && suggest.small,
  ];
  const text = texts.filter(Boolean).join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Why an adapter is likely to help, in a row. */
export function reasonsText(
  reasons: Suggestion['reasons'],
  { noise, blur, jpeg }: PhotoEstimates,
): string {
  const texts = {
    noise: noise && suggest.noise(noise.sigma),
    blur: blur && suggest.blur(blur),
    jpeg: jpeg && suggest.jpeg(jpeg),
    dark: suggest.dark,
    small: suggest.small,
  };
  return reasons.flatMap((reason) => texts[reason] ?? []).join(', ');
}
