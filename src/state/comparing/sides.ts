/** Names one of the pictures of a photo: itself, its reference, or a result by its offer's key. */
export type PictureKey = string;

export const photoKey: PictureKey = 'photo';
export const referenceKey: PictureKey = 'reference';

/** The two pictures that are compared. Both are the photo while there is nothing else. */
export interface Sides {
  readonly a: PictureKey;
  readonly b: PictureKey;
}

export type Side = keyof Sides;

export const photoAlone: Sides = { a: photoKey, b: photoKey };

/** Sides whose pictures exist: what is gone gives way to the photo, on B to the last result. */
export function settledSides(
  sides: Sides,
  exists: (key: PictureKey) => boolean,
  lastResult: PictureKey | null,
): Sides {
  return {
    a: exists(sides.a) ? sides.a : photoKey,
    b: exists(sides.b) ? sides.b : (lastResult ?? photoKey),
  };
}
