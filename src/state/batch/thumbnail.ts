const height = 48;

/** A small picture of a photo, as an address to revoke; null where the browser can't read it. */
export async function thumbnailOf(photo: Blob): Promise<string | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(photo, {
      imageOrientation: 'from-image',
      resizeHeight: height * 2,
      resizeQuality: 'medium',
    });
  } catch {
    return null; // The restoration will say why.
  }
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/png' }));
}
