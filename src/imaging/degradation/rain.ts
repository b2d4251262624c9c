import type { Random } from '../random';
import { convolve, motionKernel } from './blur';
import type { FloatPicture } from './floatPicture';

/** What rain looks like. */
export interface Rain {
  /** Of a streak, in pixels. */
  readonly length: number;
  /** Degrees counter-clockwise from the horizontal; 90 falls straight down. */
  readonly angle: number;
  /** Share of the pixels at which a streak is centred. */
  readonly density: number;
  /** Share of the way to white of the brightest streaks. */
  readonly brightness: number;
}

/** Lays grey streaks over a picture: drops at random pixels, smeared along their fall, blended
 *  towards white. */
export function addRain(picture: FloatPicture, rain: Rain, random: Random): FloatPicture {
  const opacities = streaks(picture, rain, random).rgb;
  const rgb = picture.rgb.map((value, i) => {
    const opacity = rain.brightness * Math.min(opacities[i] as number, 1);
    return value + opacity * (255 - value);
  });
  return { ...picture, rgb };
}

function streaks(picture: FloatPicture, rain: Rain, random: Random): FloatPicture {
  const drops = new Float32Array(picture.rgb.length);
  for (let i = 0; i < drops.length; i += 3) {
    const drawn = random.uniform();
    // Each drop with its own strength, ½ … 1, and nothing between drops.
    if (drawn < rain.density) drops.fill(0.5 + drawn / (2 * rain.density), i, i + 3);
  }
  const kernel = motionKernel(rain.length, rain.angle);
  const strongest = Math.max(...kernel.map(({ weight }) => weight));
  return convolve(
    { ...picture, rgb: drops },
    kernel.map((part) => ({ ...part, weight: part.weight / strongest })),
  );
}
