import * as tf from './tf';

/**
 * Draws an image without reading it back: its pixels stay on the GPU, for the page to draw from.
 * WebGPU only; one dispatch, into a canvas's texture.
 *
 * @param image `[H,W,3]`, 1 for full intensity; clipped to 0–1.
 * @param colorSpace that its values are in.
 * @returns H×W, opaque; the caller closes it.
 */
export function drawnBitmap(image: tf.Tensor3D, colorSpace: PredefinedColorSpace): ImageBitmap {
  const [height, width] = image.shape;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('webgpu');
  if (context === null) throw new Error('This browser draws on no canvas with WebGPU.');
  // tfjs configures the canvas, and knows of sRGB only.
  const { configure } = context;
  context.configure = (configuration) =>
    configure.call(context, { ...configuration, alphaMode: 'opaque', colorSpace });
  tf.browser.draw(image, canvas as unknown as HTMLCanvasElement);
  return canvas.transferToImageBitmap();
}
