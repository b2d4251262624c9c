import type { RgbaImage } from '../../imaging/rgbaImage';
import type { Context } from '../playground/context';
import type { Photo } from './pictures';

/**
 * The photo's pixels. The engine may have been down while it was opened: then they come now, and with
 * them the colours that it is shown in.
 *
 * @throws PhotoError, or why there is no engine.
 */
export async function pixelsOf(
  { engine, pictures, get, set }: Pick<Context, 'engine' | 'pictures' | 'get' | 'set'>,
  photo: Photo,
): Promise<RgbaImage> {
  if (photo.pixels !== null) return photo.pixels;
  if (photo.source === null) throw new Error(`${photo.name} has neither pixels nor a file.`);
  const pixels = await engine.decode(photo.source);
  photo.pixels = pixels;
  const { colorSpace = 'srgb' } = pixels;
  const facts = get().photo;
  if (pictures.photo === photo && facts !== null) set({ photo: { ...facts, colorSpace } });
  return pixels;
}
