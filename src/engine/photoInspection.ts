import type { Recipe } from '../imaging/degradation/recipe';
import type { PhotoGlance } from '../imaging/photoGlance';
import type { RgbaImage } from '../imaging/rgbaImage';

export type { PhotoGlance };

/**
 * The part of `Engine` that looks at photos before anything is computed with them. It needs no
 * backend, and waits for nobody's turn.
 */
export interface PhotoInspection {
  /** Size and thumbnail. Rejects with `PhotoError` for what cannot be decoded. */
  glance(photo: Blob): Promise<PhotoGlance>;
  /** The middle of a photo, at most `side` pixels wide and high. Rejects with `PhotoError`. */
  middle(photo: Blob, side: number): Promise<RgbaImage>;
  /** What a recipe makes of a picture: the same seed, the same result. */
  degrade(clean: RgbaImage, recipe: Recipe, seed: number): Promise<RgbaImage>;
}
