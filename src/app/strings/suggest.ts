import type { PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import type { Suggestion } from '../../state/suggesting/suggestion';

/** What is said of a photo before anything is done to it. */
export const suggest = {
  label: 'What the photo suffers from',
  looking: 'Looking at the photo…',
  likely: 'Likely to help:',
  nothing: 'Nothing stands out.',
  noAdapter: 'No adapter here was made for that.',
  mark: (reasons: string) => `Likely to help: ${reasons}`,
  hint: 'Estimated on the middle of the photo, at most one megapixel of it. Noise and blur as the standard deviation, in 8-bit values and pixels; JPEG quality as of the last save, or from the blocks that show.',
  noise: (sigma: number) => (sigma < 2.5 ? 'little noise' : `noise about σ ${Math.round(sigma)}`),
  blur: (sigma: number) => (sigma < 0.85 ? 'sharp' : `blur about σ ${sigma.toFixed(1)} px`),
  jpeg: ({ quality, from }: NonNullable<PhotoEstimates['jpeg']>) =>
    from === 'file' ? `JPEG quality ${quality}` : `JPEG blocks as of quality ${quality}`,
  dark: 'dark',
  small: 'small',
} as const;

type Reason = Suggestion['reasons'][number];

/** Every estimate, in one sentence. */
export function estimatesText(estimates: PhotoEstimates, isDark: boolean): string {
  const reasons: readonly Reason[] = [
    'noise',
    'blur',
    'jpeg',
    ...(isDark ? ['dark' as const] : []),
  ];
  const text = reasonsText(reasons, estimates);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** In a row; what cannot be told is left out. */
export function reasonsText(reasons: readonly Reason[], estimates: PhotoEstimates): string {
  const { noise, blur, jpeg } = estimates;
  const texts: Readonly<Record<Reason, string | null>> = {
    noise: noise && suggest.noise(noise.sigma),
    blur: blur === null ? null : suggest.blur(blur),
    jpeg: jpeg && suggest.jpeg(jpeg),
    dark: suggest.dark,
    small: suggest.small,
  };
  return reasons.flatMap((reason) => texts[reason] ?? []).join(', ');
}
