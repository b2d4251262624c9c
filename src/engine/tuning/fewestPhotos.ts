/** Fewer would teach the photo rather than the damage. */
export const fewestPhotos = 2;
