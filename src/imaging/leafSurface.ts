import type { Random } from './random';
import type { NoiseTexture } from './valueNoise';

/** Linear-light RGB, 0 … 1. */
export type LinearColour = readonly [number, number, number];

/** How a leaf reflects: its colour, and a factor on it at the point (x, y) from its centre. */
export interface LeafSurface {
  readonly colour: LinearColour;
  readonly shade: (x: number, y: number) => number;
}

/** sRGB families as out of doors: how often each is drawn, and its colours. */
const palette: readonly { readonly weight: number; readonly colours: readonly number[] }[] = [
  { weight: 0.24, colours: [0x33412a, 0x4d5c33, 0x6f7d45, 0x939c62, 0x7a8f6a] },
  { weight: 0.24, colours: [0x40302a, 0x614636, 0x8c6446, 0xb18d63, 0xcbae82] },
  { weight: 0.23, colours: [0x35373a, 0x5c6062, 0x8d8d88, 0xbab6ab, 0xded8ca] },
  { weight: 0.17, colours: [0x2b4452, 0x42687b, 0x7096a8, 0xa9c2ca] },
  { weight: 0.09, colours: [0xa34b33, 0xc26f42, 0xd49e54, 0xe0c283] },
  { weight: 0.03, colours: [0x6c3541, 0x935460, 0x5f4a66] },
];

/** Towards the light, which stands to the upper left. */
const light = { x: -0.6, y: -0.8 };

/** Draws a colour, and how the leaf of this radius is curved, grained or striped. */
export function randomSurface(radius: number, grain: NoiseTexture, random: Random): LeafSurface {
  const tilt = random.between(0.08, 0.3) / radius;
  const dome = random.between(0, 0.2) / (radius * radius);
  const texture = randomTexture(radius, grain, random);
  return {
    colour: randomColour(random),
    shade: (x, y) =>
      (1 + tilt * (x * light.x + y * light.y) - dome * (x * x + y * y)) * (1 + texture(x, y)),
  };
}

function randomColour(random: Random): LinearColour {
  let left = random.uniform();
  const family = palette.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const { colours } = family ?? (palette[0] as (typeof palette)[number]);
  const colour = colours[random.below(colours.length)] as number;
  const brightness = Math.exp(0.18 * random.normal());
  const channel = (shift: number): number => {
    const value = toLinear(((colour >> shift) & 255) / 255);
    return Math.min(0.92, value * brightness * Math.exp(0.03 * random.normal()));
  };
  return [channel(16), channel(8), channel(0)];
}

type Texture = (x: number, y: number) => number;

/** A relative change of brightness around 0: mottled, grained along a direction, or striped. */
function randomTexture(radius: number, grain: NoiseTexture, random: Random): Texture {
  const kind = random.uniform();
  const strength = random.between(0.08, 0.32);
  const angle = random.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [offsetX, offsetY] = [random.between(0, 512), random.between(0, 512)];
  // Coarse enough to be seen on a large leaf, never finer than a pixel.
  const fineness = Math.max(0.12, Math.min(1, 12 / radius)) * random.between(0.5, 1);
  const stretch = kind < 0.5 ? 1 : random.between(4, 10);
  const mottle: Texture = (x, y) =>
    strength *
    grain(
      offsetX + fineness * (x * cos + y * sin),
      offsetY + ((y * cos - x * sin) * fineness * 2) / stretch,
    );
  if (kind < 0.8) {
    return mottle;
  }
  const period = Math.max(5, radius * random.between(0.12, 0.3));
  const frequency = (2 * Math.PI) / period;
  return (x, y) => {
    const bend = 1.5 * grain(offsetX + x / period / 2, offsetY + y / period / 2);
    return 0.6 * strength * Math.sin(frequency * (x * cos + y * sin) + bend) + 0.4 * mottle(x, y);
  };
}

/** Inverse transfer function of sRGB (IEC 61966-2-1); both 0 … 1. */
function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
