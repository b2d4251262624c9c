import { paste } from '../imaging/crop';
import type { RgbaImage } from '../imaging/rgbaImage';
import type { Engine } from './engine';
import type { PhotoHandle, RestoredTile, RestoreReport, RestoreRequest } from './protocol';

/** Collects the tiles of one restoration into a picture. */
export class TileCollector {
  private picture: RgbaImage | null = null;

  constructor(private readonly photo: Pick<PhotoHandle, 'colorSpace'> = {}) {}

  /** @throws Error before the restoration has started. */
  get image(): RgbaImage {
    if (this.picture === null) throw new Error('The restoration did not start.');
    return this.picture;
  }

  start({ width, height }: { readonly width: number; readonly height: number }): void {
    const { colorSpace } = this.photo;
    const data = new Uint8ClampedArray(width * height * 4);
    this.picture = { width, height, data, ...(colorSpace !== undefined && { colorSpace }) };
  }

  tile(tile: RestoredTile): void {
    paste(this.image, tile);
  }
}

/** Restores a kept photo from its first tile to the whole picture. */
export async function restoredPicture(
  engine: Pick<Engine, 'restore'>,
  request: Omit<RestoreRequest, 'onStart' | 'onTile'>,
): Promise<{ readonly image: RgbaImage; readonly report: RestoreReport }> {
  const collector = new TileCollector(request.photo);
  const report = await engine.restore({
    ...request,
    onStart: (size) => collector.start(size),
    onTile: (tile) => collector.tile(tile),
  });
  return { image: collector.image, report };
}
