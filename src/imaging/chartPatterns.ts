/** Grey level 0 … 255 of the pixel whose centre is (x, y), in pixels from a panel's corner. */
export type Pattern = (x: number, y: number) => number;

/**
 * A Siemens star whose brightness is sinusoidal in the angle, as in ISO 12233:2017. Grey outside
 * the circle of `diameter`, and inside, where a period is shorter than two pixels and would alias.
 *
 * @param periods how many light-dark pairs go round.
 */
export function siemensStar(diameter: number, periods: number): Pattern {
  const radius = diameter / 2;
  const finest = periods / Math.PI; // there 2 π r / periods = 2 pixels
  return (x, y) => {
    const distance = Math.hypot(x - radius, y - radius);
    const contrast = fade(distance - finest) * fade(radius - distance);
    return 128 + 127 * contrast * Math.sin(periods * Math.atan2(y - radius, x - radius));
  };
}

/**
 * A zone plate: rings whose frequency grows evenly from 0 at the middle to 0.5 periods per pixel
 * (Nyquist's limit) at the rim of `diameter`; grey outside.
 */
export function zonePlate(diameter: number): Pattern {
  const radius = diameter / 2;
  return (x, y) => {
    const distance = Math.hypot(x - radius, y - radius);
    const phase = (Math.PI * distance * distance) / (2 * radius);
    return 128 + 127 * fade(radius - distance) * Math.cos(phase);
  };
}

/** Dark and light lines, each `lineWidth` pixels wide, that stand upright. */
export function uprightLines(lineWidth: number): Pattern {
  return (x) => (Math.floor(x / lineWidth) % 2 === 0 ? 20 : 235);
}

/** Dark and light lines, each `lineWidth` pixels wide, that lie. */
export function lyingLines(lineWidth: number): Pattern {
  return (_, y) => uprightLines(lineWidth)(y, 0);
}

/** A checkerboard of squares of `side` pixels. */
export function checkerboard(side: number): Pattern {
  return (x, y) => ((Math.floor(x / side) + Math.floor(y / side)) % 2 === 0 ? 20 : 235);
}

/** A dark square turned by 5° in a light panel of `size` pixels: the slanted edges of ISO 12233. */
export function slantedSquare(size: number): Pattern {
  const angle = (5 * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const middle = size / 2;
  return (x, y) => {
    const along = Math.abs((x - middle) * cos + (y - middle) * sin);
    const across = Math.abs((y - middle) * cos - (x - middle) * sin);
    return 205 - 150 * fade(0.3 * size - Math.max(along, across));
  };
}

/** 0 … 1 across one pixel around an edge: antialiasing. */
function fade(distance: number): number {
  return Math.min(1, Math.max(0, distance + 0.5));
}
