import { type LeafShape, randomRadius, randomShape } from './leafShape';
import { type LeafSurface, randomSurface } from './leafSurface';
import { seededRandom } from './random';
import type { RgbaImage } from './rgbaImage';
import { valueNoise } from './valueNoise';

export interface DeadLeavesOptions {
  /** Pixels, at least 1. */
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

/**
 * Renders a dead-leaves scene (Lee, Mumford & Huang 2001, "Occlusion models for natural images"):
 * leaves of radius density ∝ r⁻³ between a smallest and a largest radius, uniformly placed, that
 * hide one another, which gives natural photographs' scale invariance and heavy-tailed gradients.
 * Leaves are textured, shaded and cast soft shadows; edges are antialiased in linear light.
 *
 * @returns an opaque picture, the same for the same options.
 */
export function renderDeadLeaves({ width, height, seed }: DeadLeavesOptions): RgbaImage {
  const random = seededRandom(seed);
  const grain = valueNoise(random);
  const canvas = emptyCanvas(width, height);
  const largest = 0.3 * Math.max(width, height);
  const smallest = Math.min(largest / 2, 3.5);
  // Front to back: once a pixel is covered, nothing further back needs computing there.
  while (canvas.uncovered > 0.0005 * width * height) {
    const radius = randomRadius(smallest, largest, random);
    // Centres lie as far outside as the largest leaf reaches, so that the rim looks like the middle.
    const x = random.between(-largest, width + largest);
    const y = random.between(-largest, height + largest);
    const isInside = x + radius > 0 && y + radius > 0 && x - radius < width && y - radius < height;
    if (isInside) {
      const shape = randomShape(radius, random);
      paintLeaf(canvas, { x, y, radius, shape, surface: randomSurface(radius, grain, random) });
    }
  }
  return develop(canvas);
}

interface Leaf {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly shape: LeafShape;
  readonly surface: LeafSurface;
}

/** What has been painted so far, in linear light. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Row-major RGB, each already multiplied by its coverage. */
  readonly light: Float32Array;
  /** How much of a pixel leaves hide, 0 … 1. */
  readonly coverage: Float32Array;
  /** Steps down and to the right from an edge to the ends of its shadow's parts, in pixels. */
  readonly shadowSteps: readonly number[];
  uncovered: number;
}

/** Above this coverage a pixel is done. */
const covered = 0.998;

function emptyCanvas(width: number, height: number): Canvas {
  const depth = Math.max(width, height) / 1200;
  return {
    width,
    height,
    light: new Float32Array(width * height * 3),
    coverage: new Float32Array(width * height),
    shadowSteps: [1.5, 3, 5, 8].map((step) => Math.max(1, Math.round(step * depth))),
    uncovered: width * height,
  };
}

function paintLeaf(canvas: Canvas, leaf: Leaf): void {
  const { width, height, coverage } = canvas;
  const left = Math.max(0, Math.floor(leaf.x - leaf.radius - 1));
  const right = Math.min(width - 1, Math.ceil(leaf.x + leaf.radius + 1));
  const top = Math.max(0, Math.floor(leaf.y - leaf.radius - 1));
  // Bottom up: a shadow looks at the rows above, which must not hold this very leaf yet.
  for (let y = Math.min(height - 1, Math.ceil(leaf.y + leaf.radius + 1)); y >= top; y--) {
    for (let x = left; x <= right; x++) {
      const pixel = y * width + x;
      if ((coverage[pixel] as number) < covered) {
        const distance = leaf.shape(x - leaf.x, y - leaf.y);
        if (distance < 0.5) {
          paintPixel(canvas, leaf, x, y, Math.min(1, 0.5 - distance));
        }
      }
    }
  }
}

function paintPixel(canvas: Canvas, leaf: Leaf, x: number, y: number, leafShare: number): void {
  const { width, light, coverage } = canvas;
  const pixel = y * width + x;
  const before = coverage[pixel] as number;
  const share = (1 - before) * leafShare;
  const { colour, shade } = leaf.surface;
  const brightness = share * shade(x - leaf.x, y - leaf.y) * (1 - 0.55 * shadow(canvas, x, y));
  for (let channel = 0; channel < 3; channel++) {
    const at = pixel * 3 + channel;
    light[at] = (light[at] as number) + brightness * (colour[channel] as number);
  }
  const after = before + share;
  coverage[pixel] = after;
  if (after >= covered) {
    canvas.uncovered -= 1;
  }
}

/** How much of the light from the upper left is held back by the leaves in front, 0 … 1. */
function shadow({ width, coverage, shadowSteps }: Canvas, x: number, y: number): number {
  let blocked = 0;
  for (const step of shadowSteps) {
    const fromX = x - Math.ceil(0.75 * step);
    const fromY = y - step;
    if (fromX >= 0 && fromY >= 0) {
      blocked += coverage[fromY * width + fromX] as number;
    }
  }
  return blocked / shadowSteps.length;
}

/** Fills what is left uncovered with black soil, and goes from linear light to 8-bit sRGB. */
function develop({ width, height, light }: Canvas): RgbaImage {
  const steps = 4096;
  const toSrgb = Uint8ClampedArray.from({ length: steps + 1 }, (_, i) => 255 * transfer(i / steps));
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = Math.min(1, Math.max(0, light[pixel * 3 + channel] as number));
      data[pixel * 4 + channel] = toSrgb[Math.round(value * steps)] as number;
    }
  }
  return { width, height, data };
}

/** Transfer function of sRGB (IEC 61966-2-1) from linear light; both 0 … 1. */
function transfer(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}
