import { randomPoisson } from 'd3-random';
import type { Random } from '../random';
import { gaussianBlur, gaussianLine } from './blur';
import type { FloatPicture } from './floatPicture';

/** What a yellowed print keeps of red, green and blue, beside what a fresh one does. */
const yellow = [0.06, -0.02, -0.3] as const;

/** The grey towards which a print fades, in 8-bit units. */
const haze = 150;

/** How a print's dyes have faded. */
export interface Fading {
  /** Share of the contrast that is lost, towards a light grey. */
  readonly contrast: number;
  /** Share of the saturation that is lost. */
  readonly saturation: number;
  /** 0 … 1, how yellow; below 0, blue. */
  readonly cast: number;
}

export function fade(picture: FloatPicture, { contrast, saturation, cast }: Fading): FloatPicture {
  const rgb = new Float32Array(picture.rgb.length);
  for (let i = 0; i < rgb.length; i += 3) {
    const faded = [0, 1, 2].map((channel) => {
      const value = clipped(picture.rgb[i + channel] as number);
      return value + contrast * (haze - value);
    }) as [number, number, number];
    // Luma of BT.601.
    const grey = 0.299 * faded[0] + 0.587 * faded[1] + 0.114 * faded[2];
    for (const channel of [0, 1, 2] as const) {
      const value = faded[channel] + saturation * (grey - faded[channel]);
      rgb[i + channel] = value * (1 + cast * yellow[channel]);
    }
  }
  return { ...picture, rgb };
}

/**
 * Adds a film's grain: grey noise of deviation `sigma` (8-bit units) in mid-tones and two fifths of
 * it in black and white, blurred by a Gaussian of `size` pixels.
 */
export function addGrain(
  picture: FloatPicture,
  sigma: number,
  size: number,
  random: Random,
): FloatPicture {
  const noise = new Float32Array(picture.rgb.length);
  for (let i = 0; i < noise.length; i += 3) noise.fill(random.normal(), i, i + 3);
  const blurred = gaussianBlur({ ...picture, rgb: noise }, size).rgb;
  // The deviation that white noise of deviation 1 has left once it is blurred.
  const left = gaussianLine(size).reduce((sum, weight) => sum + weight * weight, 0);
  const rgb = picture.rgb.map((original, i) => {
    const value = clipped(original) / 255;
    const strength = 0.4 + 2.4 * value * (1 - value);
    return original + ((sigma * strength) / left) * (blurred[i] as number);
  });
  return { ...picture, rgb };
}

/** Bent lines, three in four of them white, the others black. */
export interface Scratches {
  /** Scratches per megapixel, on average. */
  readonly density: number;
  /** Of the longest, in pixels; the shortest are a quarter of it. */
  readonly length: number;
  /** In pixels. */
  readonly width: number;
  /** Of the strongest; the weakest have half of it. */
  readonly opacity: number;
}

export function addScratches(
  picture: FloatPicture,
  { density, length, width, opacity }: Scratches,
  random: Random,
): FloatPicture {
  return marked(picture, density, random, (cover) => {
    const [x, y] = [random.between(0, picture.width), random.between(0, picture.height)];
    const own = length * random.between(0.25, 1);
    const direction = random.between(0, 2 * Math.PI);
    const bend = random.normal() * 0.4;
    const mark = { white: 0.75, opacity };
    for (const [dx, dy] of arc(own, direction, bend)) {
      coverOval(cover, { x: x + dx, y: y + dy, radius: width / 2, squeeze: 1, turn: 0 });
    }
    return mark;
  });
}

/** Oval specks, three in five of them white, the others black. */
export interface Dust {
  /** Specks per megapixel, on average. */
  readonly density: number;
  /** Of the largest, in pixels; the smallest have a quarter of it. */
  readonly radius: number;
  /** Of the strongest; the weakest have half of it. */
  readonly opacity: number;
}

export function addDust(
  picture: FloatPicture,
  { density, radius, opacity }: Dust,
  random: Random,
): FloatPicture {
  return marked(picture, density, random, (cover) => {
    const [x, y] = [random.between(0, picture.width), random.between(0, picture.height)];
    const [own, squeeze] = [radius * random.between(0.25, 1), random.between(0.4, 1)];
    coverOval(cover, { x, y, radius: own, squeeze, turn: random.between(0, Math.PI) });
    return { white: 0.6, opacity };
  });
}

/** How much of each pixel a mark covers, 0 … 1, and where it covers anything. */
interface Cover {
  readonly width: number;
  readonly height: number;
  readonly share: Float32Array<ArrayBuffer>;
  readonly touched: Set<number>;
}

/** Lays marks over a picture, one after another; `draw` covers one and says how it looks. */
function marked(
  picture: FloatPicture,
  density: number,
  random: Random,
  draw: (cover: Cover) => { readonly white: number; readonly opacity: number },
): FloatPicture {
  const { width, height } = picture;
  const rgb = new Float32Array(picture.rgb);
  const count = randomPoisson.source(() => random.uniform())((density * width * height) / 1e6)();
  const share = new Float32Array(width * height);
  for (let i = 0; i < count; i++) {
    const cover = { width, height, share, touched: new Set<number>() };
    const { white, opacity } = draw(cover);
    const colour = random.uniform() < white ? 255 : 0;
    const strength = opacity * random.between(0.5, 1);
    for (const pixel of cover.touched) {
      const opaque = strength * (share[pixel] as number);
      share[pixel] = 0;
      for (let at = 3 * pixel; at < 3 * pixel + 3; at++) {
        rgb[at] = (rgb[at] as number) + opaque * (colour - (rgb[at] as number));
      }
    }
  }
  return { ...picture, rgb };
}

/** Points of a bent line about its middle, half a pixel apart, so that no gap shows. */
function arc(length: number, direction: number, bend: number): [number, number][] {
  const count = Math.max(2, Math.ceil(2 * length));
  let [x, y] = [0, 0];
  const points = Array.from({ length: count }, (_, i): [number, number] => {
    const heading = direction + bend * (i / (count - 1) - 0.5);
    x += (Math.cos(heading) * length) / count;
    y += (Math.sin(heading) * length) / count;
    return [x, y];
  });
  const [middleX, middleY] = points[count >> 1] as [number, number];
  return points.map(([px, py]) => [px - middleX, py - middleY]);
}

interface Oval {
  /** Of the centre, in pixels from the top left corner. */
  readonly x: number;
  readonly y: number;
  /** Half the longer axis. */
  readonly radius: number;
  /** The shorter axis as a share of the longer. */
  readonly squeeze: number;
  /** Of the longer axis, in radians. */
  readonly turn: number;
}

/** Raises the cover to that of an oval; it falls linearly to 0 over the pixel at the rim. */
function coverOval({ width, height, share, touched }: Cover, oval: Oval): void {
  const { x, y, radius, squeeze, turn } = oval;
  const reach = radius + 0.5;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const bottom = Math.min(height - 1, Math.ceil(y + reach));
  const right = Math.min(width - 1, Math.ceil(x + reach));
  for (let row = Math.max(0, Math.floor(y - reach)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.floor(x - reach)); column <= right; column++) {
      const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
      const distance = Math.hypot(dx * cos + dy * sin, (dy * cos - dx * sin) / squeeze);
      const covered = Math.min(1, radius + 0.5 - distance);
      const pixel = row * width + column;
      if (covered > (share[pixel] as number)) {
        share[pixel] = covered;
        touched.add(pixel);
      }
    }
  }
}

function clipped(value: number): number {
  return Math.min(255, Math.max(0, value));
}
