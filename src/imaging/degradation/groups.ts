import type { Random } from '../random';
import type { FloatPicture } from './floatPicture';

/** One picture with a random rectangle of another of its size, a quarter to three quarters a side. */
export function inRandomRectangle(
  picture: FloatPicture,
  { rgb: changed }: FloatPicture,
  random: Random,
): FloatPicture {
  const rgb = new Float32Array(picture.rgb);
  const [top, tall] = randomSpan(picture.height, random);
  const [left, wide] = randomSpan(picture.width, random);
  for (let row = top; row < top + tall; row++) {
    const start = 3 * (row * picture.width + left);
    rgb.set(changed.subarray(start, start + 3 * wide), start);
  }
  return { ...picture, rgb };
}

/** The items in random order, each order as likely (Fisher & Yates). */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const mixed = [...items];
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [mixed[last], mixed[other]] = [mixed[other] as Item, mixed[last] as Item];
  }
  return mixed;
}

/** Start and length. */
function randomSpan(side: number, random: Random): [number, number] {
  const length = Math.floor(side * random.between(0.25, 0.75));
  return [random.below(side - length + 1), length];
}
