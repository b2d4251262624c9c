import createEncoder from '@jsquash/avif/codec/enc/avif_enc.js';
import encoderUrl from '@jsquash/avif/codec/enc/avif_enc.wasm?url';
import { nameIsoColour } from './metadata/isoColour';
import type { RgbaImage } from './rgbaImage';

/** ITU-T H.273. */
const primaries = { srgb: 1, 'display-p3': 12 } as const;
const srgbTransfer = 13;

/** libavif's scale from 0 (best) to 10 (fastest). */
const speed = 8;

/** From here on colour is worth a sample for each pixel. */
const fullColourQuality = 90;

let encoder: ReturnType<typeof createEncoder> | null = null;

/**
 * Encodes as an 8-bit AVIF with libavif as WebAssembly (3.5 MB, fetched at the first call), on one
 * thread; straight alpha is kept.
 *
 * @param quality 1 … 100.
 */
export async function encodeAvif(
  image: RgbaImage,
  quality: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, data, colorSpace = 'srgb' } = image;
  encoder ??= createEncoder({
    noInitialRun: true,
    locateFile: () => new URL(encoderUrl, import.meta.url).href,
  });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const encoded = (await encoder).encode(bytes, width, height, {
    quality,
    // Edges that are cut out show every error.
    qualityAlpha: 100,
    denoiseLevel: 0,
    tileRowsLog2: 0,
    tileColsLog2: 0,
    speed,
    subsample: quality >= fullColourQuality ? 3 : 1,
    chromaDeltaQ: false,
    sharpness: 0,
    tune: 0,
    enableSharpYUV: false,
    bitDepth: 8,
  });
  if (encoded === null) throw new Error('The AVIF encoder gave nothing.');
  const file = new Uint8Array(encoded);
  nameIsoColour(file, primaries[colorSpace], srgbTransfer);
  return file;
}
