import type { Random } from './random';

/**
 * A leaf's outline around its centre: about the distance in pixels from the point (x, y) to the
 * edge, negative inside. It lies within `radius` of the centre.
 */
export type LeafShape = (x: number, y: number) => number;

/** Draws a radius with density ∝ r⁻³ between two ends, by inverting its cumulative distribution. */
export function randomRadius(smallest: number, largest: number, random: Random): number {
  const [near, far] = [smallest ** -2, largest ** -2];
  return (near + random.uniform() * (far - near)) ** -0.5;
}

/** Discs mostly, as in the model's definition, and ellipses, polygons and pointed leaves. */
export function randomShape(radius: number, random: Random): LeafShape {
  const kind = random.uniform();
  if (kind < 0.45) {
    return (x, y) => Math.hypot(x, y) - radius;
  }
  const angle = random.between(0, 2 * Math.PI);
  if (kind < 0.65) {
    return turned(ellipse(radius, radius * random.between(0.45, 0.9)), angle);
  }
  if (kind < 0.85) {
    return polygon(radius, angle, random);
  }
  return turned(pointedLeaf(radius, radius * random.between(0.35, 0.6)), angle);
}

function turned(shape: LeafShape, angle: number): LeafShape {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => shape(x * cos + y * sin, y * cos - x * sin);
}

/** First-order distance: the implicit function over its gradient's length. */
function ellipse(a: number, b: number): LeafShape {
  return (x, y) => {
    const level = Math.hypot(x / a, y / b);
    const slope = Math.hypot(x / (a * a), y / (b * b));
    return slope === 0 ? -b : (level * (level - 1)) / slope;
  };
}

/** Three to six sides at uneven angles. */
function polygon(radius: number, angle: number, random: Random): LeafShape {
  const count = 3 + random.below(4);
  const corners = Array.from({ length: count }, (_, i) => {
    const direction = angle + ((i + random.between(-0.25, 0.25)) * 2 * Math.PI) / count;
    return { x: radius * Math.cos(direction), y: radius * Math.sin(direction) };
  });
  const sides = corners.map((from, i) => {
    const to = corners[(i + 1) % count] as typeof from;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const normalX = (to.y - from.y) / length;
    const normalY = (from.x - to.x) / length;
    return { normalX, normalY, offset: normalX * from.x + normalY * from.y };
  });
  return (x, y) => {
    let distance = Number.NEGATIVE_INFINITY;
    for (const { normalX, normalY, offset } of sides) {
      distance = Math.max(distance, normalX * x + normalY * y - offset);
    }
    return distance;
  };
}

/** What two equal discs have in common: `length` and `width` are its half-axes. */
function pointedLeaf(length: number, width: number): LeafShape {
  const discRadius = (length * length + width * width) / (2 * width);
  const offset = discRadius - width;
  return (x, y) => Math.hypot(x, Math.abs(y) + offset) - discRadius;
}
