import type { ColorSpace, RgbaImage } from './rgbaImage';

/** Pixels moved at a time: 16 MiB, so that a copy of a large photo never exists as a whole. */
const tilePixels = 2 ** 22;

/**
 * Reads a bitmap's pixels through a 2D canvas, in strips. Right for opaque bitmaps; the canvas
 * stores premultiplied colour, so that colour under low alpha comes back coarse, and under alpha 0
 * black.
 */
export function readPixelsByCanvas(
  bitmap: ImageBitmap,
  colorSpace: ColorSpace = 'srgb',
): RgbaImage {
  const { width, height } = bitmap;
  const data = new Uint8ClampedArray(width * height * 4);
  const stripHeight = Math.min(height, Math.max(1, Math.floor(tilePixels / width)));
  const canvas = new OffscreenCanvas(width, stripHeight);
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace });
  if (context === null) {
    throw new Error('The browser gave no 2D canvas to read the photo with.');
  }
  context.globalCompositeOperation = 'copy'; // or the strip before would shine through
  for (let y = 0; y < height; y += stripHeight) {
    const rows = Math.min(stripHeight, height - y);
    context.drawImage(bitmap, 0, y, width, rows, 0, 0, width, rows);
    data.set(context.getImageData(0, 0, width, rows).data, y * width * 4);
  }
  return { width, height, data, ...named(colorSpace) };
}

/**
 * Reads a bitmap's pixels through a WebGL texture, in tiles: nothing is premultiplied on the way,
 * so that a bitmap made with `premultiplyAlpha: 'none'` comes back exactly, also under alpha 0.
 *
 * @returns null when the browser has no WebGL 2, or its GPU fails at it.
 */
export function readPixelsByWebgl(
  bitmap: ImageBitmap,
  colorSpace: ColorSpace = 'srgb',
): RgbaImage | null {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', { antialias: false, depth: false });
  if (gl === null) {
    return null;
  }
  try {
    return readThroughTexture(gl, bitmap, colorSpace);
  } finally {
    // Browsers keep only some sixteen contexts alive, and drop the oldest without asking.
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** sRGB goes without saying. */
function named(colorSpace: ColorSpace): Pick<RgbaImage, 'colorSpace'> {
  return colorSpace === 'srgb' ? {} : { colorSpace };
}

function readThroughTexture(
  gl: WebGL2RenderingContext,
  bitmap: ImageBitmap,
  colorSpace: ColorSpace,
): RgbaImage | null {
  const { width, height } = bitmap;
  const tileWidth = Math.min(width, Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)), tilePixels);
  const tileHeight = Math.min(
    height,
    Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)),
    Math.max(1, Math.floor(tilePixels / tileWidth)),
  );
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, tileWidth, tileHeight);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) {
    return null;
  }
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  gl.pixelStorei(gl.PACK_ROW_LENGTH, width);
  // A browser that doesn't know it would give sRGB.
  if (colorSpace !== 'srgb' && gl.unpackColorSpace === undefined) return null;
  gl.unpackColorSpace = colorSpace;

  const data = new Uint8ClampedArray(width * height * 4);
  const bytes = new Uint8Array(data.buffer);
  for (let y = 0; y < height; y += tileHeight) {
    for (let x = 0; x < width; x += tileWidth) {
      const columns = Math.min(tileWidth, width - x);
      const rows = Math.min(tileHeight, height - y);
      gl.pixelStorei(gl.UNPACK_SKIP_PIXELS, x);
      gl.pixelStorei(gl.UNPACK_SKIP_ROWS, y);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, columns, rows, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
      const offset = (y * width + x) * 4;
      gl.readPixels(0, 0, columns, rows, gl.RGBA, gl.UNSIGNED_BYTE, bytes, offset);
    }
  }
  return gl.getError() === gl.NO_ERROR && !gl.isContextLost()
    ? { width, height, data, ...named(colorSpace) }
    : null;
}
