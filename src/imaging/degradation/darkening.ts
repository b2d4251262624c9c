import type { FloatPicture } from './floatPicture';

/** An exposure too short: gain · valueᵞ, values in 0–1 and clipped to it first. */
export function darken(picture: FloatPicture, gamma: number, gain: number): FloatPicture {
  const rgb = picture.rgb.map(
    (value) => 255 * gain * (Math.min(255, Math.max(0, value)) / 255) ** gamma,
  );
  return { ...picture, rgb };
}
