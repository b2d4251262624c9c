import { mirror } from '../mirror';
import type { Random } from '../random';
import type { FloatPicture } from './floatPicture';

/** Of a hand's path. */
const pathPoints = 128;

/**
 * A blur kernel as the list of its non-zero weights, which sum to 1; (dx, dy) is where in the
 * source, relative to the result's pixel, a weight applies.
 */
export type Kernel = readonly {
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}[];

/**
 * Blurs the colours with a Gaussian of `sigma` pixels, cut off at 4 σ, borders mirrored with the
 * edge pixel repeated (as SciPy's `gaussian_filter`).
 */
export function gaussianBlur(picture: FloatPicture, sigma: number): FloatPicture {
  const line = gaussianLine(sigma);
  const along = convolve(
    picture,
    line.map((weight, i) => ({ dx: i - (line.length - 1) / 2, dy: 0, weight })),
  );
  return convolve(
    along,
    line.map((weight, i) => ({ dx: 0, dy: i - (line.length - 1) / 2, weight })),
  );
}

/**
 * Blurs the colours along a straight line of `length` pixels, `angle` degrees counter-clockwise
 * from the horizontal; borders mirrored with the edge pixel repeated.
 */
export function motionBlur(picture: FloatPicture, length: number, angle: number): FloatPicture {
  return convolve(picture, motionKernel(length, angle));
}

/**
 * The kernel of a camera that moves evenly along a line, antialiased as MATLAB's
 * `fspecial('motion')`: a pixel's weight falls linearly to 0 at distance 1 from the segment, which
 * joins the centres of its end pixels and so is `length` − 1 long.
 */
export function motionKernel(length: number, angle: number): Kernel {
  const half = Math.max(0, (length - 1) / 2);
  const radians = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), -Math.sin(radians)]; // y points down
  const reach = Math.ceil(half) + 1;
  const kernel: { dx: number; dy: number; weight: number }[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const along = Math.min(half, Math.max(-half, dx * cos + dy * sin));
      const weight = 1 - Math.hypot(dx - along * cos, dy - along * sin);
      // What rounding leaves of a weight 0 is not worth a pass over the picture.
      if (weight > 1e-9) {
        kernel.push({ dx, dy, weight });
      }
    }
  }
  const total = kernel.reduce((sum, { weight }) => sum + weight, 0);
  return kernel.map(({ dx, dy, weight }) => ({ dx, dy, weight: weight / total }));
}

/**
 * Blurs the colours as a hand does that doesn't keep still: along a random path that is `length`
 * pixels across. `jitter` 0 … 1 goes from a straight line to one that turns all the time.
 */
export function cameraShake(
  picture: FloatPicture,
  length: number,
  jitter: number,
  random: Random,
): FloatPicture {
  return convolve(picture, shakeKernel(length, jitter, random));
}

/**
 * The path of a hand's tremor: even speed, a direction that drifts and now and then turns back
 * (after Boracchi & Foi 2012, "Modeling the performance of image restoration from motion blur"),
 * scaled to `length` pixels between its farthest points and centred on its mean.
 */
export function shakeKernel(length: number, jitter: number, random: Random): Kernel {
  const turns = Array.from({ length: pathPoints }, () => jitter * 0.5 * random.normal());
  let direction = random.between(0, 2 * Math.PI);
  let [x, y] = [0, 0];
  const path = turns.map((turn): [number, number] => {
    direction += random.uniform() < 0.04 * jitter ? turn + Math.PI : turn;
    x += Math.cos(direction);
    y += Math.sin(direction);
    return [x, y];
  });
  const across = Math.max(
    ...path.map(([ax, ay]) => Math.max(...path.map(([bx, by]) => Math.hypot(ax - bx, ay - by)))),
  );
  const size = Math.max(0, length - 1) / across;
  const mean = (axis: 0 | 1) => path.reduce((sum, at) => sum + at[axis], 0) / pathPoints;
  const [meanX, meanY] = [mean(0), mean(1)];
  const weights = new Map<string, { dx: number; dy: number; weight: number }>();
  for (const at of path) {
    const [px, py] = [(at[0] - meanX) * size, (at[1] - meanY) * size];
    // Each point lies between four pixels, which share its weight.
    for (const dx of [Math.floor(px), Math.floor(px) + 1]) {
      for (const dy of [Math.floor(py), Math.floor(py) + 1]) {
        const weight = ((1 - Math.abs(px - dx)) * (1 - Math.abs(py - dy))) / pathPoints;
        const key = `${dx} ${dy}`;
        weights.set(key, { dx, dy, weight: weight + (weights.get(key)?.weight ?? 0) });
      }
    }
  }
  return [...weights.values()].filter(({ weight }) => weight > 0);
}

/**
 * Blurs the colours as a lens out of focus does, with a disc of `radius` pixels; borders mirrored
 * with the edge pixel repeated.
 */
export function defocus(picture: FloatPicture, radius: number): FloatPicture {
  return convolve(picture, discKernel(radius));
}

/** An evenly bright disc; a pixel's weight falls linearly to 0 over the one at the rim. */
function discKernel(radius: number): Kernel {
  const reach = Math.ceil(radius + 0.5);
  const kernel: { dx: number; dy: number; weight: number }[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const weight = Math.min(1, radius + 0.5 - Math.hypot(dx, dy));
      if (weight > 1e-9) kernel.push({ dx, dy, weight });
    }
  }
  const total = kernel.reduce((sum, { weight }) => sum + weight, 0);
  return kernel.map(({ dx, dy, weight }) => ({ dx, dy, weight: weight / total }));
}

/** Weights of a line through the kernel, which sum to 1; σ 0 leaves a picture as it is. */
export function gaussianLine(sigma: number): number[] {
  if (sigma === 0) {
    return [1];
  }
  const radius = Math.floor(4 * sigma + 0.5);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * The colours' sums weighted by the kernel, borders mirrored with the edge pixel repeated. Row by
 * row in double precision, one pass over the row for each weight of the kernel.
 */
export function convolve(picture: FloatPicture, kernel: Kernel): FloatPicture {
  const { width, height } = picture;
  const rgb = new Float32Array(picture.rgb.length);
  const sum = new Float64Array(width * 3);
  for (let y = 0; y < height; y++) {
    sum.fill(0);
    for (const { dx, dy, weight } of kernel) {
      addShiftedRow(sum, picture, mirror(y + dy, height), dx, weight);
    }
    rgb.set(sum, y * width * 3);
  }
  return { ...picture, rgb };
}

function addShiftedRow(
  sum: Float64Array,
  { width, rgb }: FloatPicture,
  row: number,
  dx: number,
  weight: number,
): void {
  const start = row * width * 3;
  const addPixel = (x: number): void => {
    const from = start + mirror(x + dx, width) * 3;
    for (let channel = 0; channel < 3; channel++) {
      const to = x * 3 + channel;
      sum[to] = (sum[to] as number) + weight * (rgb[from + channel] as number);
    }
  };
  // Between these columns nothing is mirrored, and the row is one run of numbers.
  const first = Math.min(width, Math.max(0, -dx));
  const last = Math.max(first, Math.min(width, width - dx));
  for (let x = 0; x < first; x++) {
    addPixel(x);
  }
  for (let i = first * 3; i < last * 3; i++) {
    sum[i] = (sum[i] as number) + weight * (rgb[start + i + dx * 3] as number);
  }
  for (let x = last; x < width; x++) {
    addPixel(x);
  }
}
