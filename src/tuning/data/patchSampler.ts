import { cropped } from '../../imaging/crop';
import { degrade } from '../../imaging/degradation/degrade';
import type { Recipe } from '../../imaging/degradation/recipe';
import { recipeReach } from '../../imaging/degradation/recipeReach';
import { type Random, seededRandom } from '../../imaging/random';
import type { Rectangle, RgbaImage } from '../../imaging/rgbaImage';
import { turned, turns } from './patchTurns';
import { type PhotoSplit, splitPhoto, type TuningPhoto } from './photoSplit';

/** A degraded patch and what it should become, `scale` times as large. */
export interface PatchPair {
  readonly degraded: RgbaImage;
  readonly clean: RgbaImage;
}

interface SplitPhoto {
  readonly photo: TuningPhoto;
  readonly split: PhotoSplit;
}

export interface SamplerSettings {
  /** Side of a degraded patch in pixels. */
  readonly patch: number;
  /** Of the head that is tuned. */
  readonly scale: number;
  /** What degrades a photo that has no degraded version of its own. */
  readonly recipe: Recipe;
  readonly seed: number;
}

/** The most held-out patches: validation should not outlast what it validates. */
const mostHeldOut = 8;

/**
 * Cuts patches out of photos, turned and flipped as in the paper's code, and degrades them. What is
 * drawn depends on the seed and the step alone: any step can be drawn again, in any order.
 */
export class PatchSampler {
  private readonly photos: readonly SplitPhoto[];
  private readonly reach: number;

  /** @throws RangeError for a photo that `splitPhoto` finds too small, and where there is none. */
  constructor(
    photos: readonly TuningPhoto[],
    private readonly settings: SamplerSettings,
  ) {
    const { patch, scale, recipe } = settings;
    this.photos = photos.map((photo) => {
      const split = splitPhoto(photo.clean, patch * scale);
      if (split === null) throw new RangeError(`“${photo.name}” is too small.`);
      return { photo, split };
    });
    if (this.photos.length === 0) throw new RangeError('There is no photo.');
    // A multiple of the scale, so that a crop and the whole picture are reduced alike.
    this.reach = Math.ceil(recipeReach(recipe) / scale) * scale;
  }

  /** The patches of one step. */
  async batch(step: number, size: number): Promise<PatchPair[]> {
    const pairs: PatchPair[] = [];
    for (let index = 0; index < size; index++) {
      const random = seededRandom(mixed(this.settings.seed, step, index));
      const { photo, split } = this.photos[random.below(this.photos.length)] as SplitPhoto;
      const { pair, window } = await this.pairAt(photo, split.training, random);
      const turn = random.below(turns);
      pairs.push({
        degraded: turned(cropped(pair.degraded, window.degraded), turn),
        clean: turned(cropped(pair.clean, window.clean), turn),
      });
    }
    return pairs;
  }

  /** One patch of each of the first few photos, from where nothing is trained on; always the same. */
  async heldOut(): Promise<PatchPair[]> {
    const pairs: PatchPair[] = [];
    for (const [index, { photo, split }] of this.photos.slice(0, mostHeldOut).entries()) {
      const random = seededRandom(mixed(this.settings.seed, -1, index));
      const { pair, window } = await this.pairAt(photo, split.heldOut, random);
      pairs.push({
        degraded: cropped(pair.degraded, window.degraded),
        clean: cropped(pair.clean, window.clean),
      });
    }
    return pairs;
  }

  /** Upper left corner of a clean patch within `area`, on a multiple of the scale. */
  private corner(area: Rectangle, random: Random): { x: number; y: number } {
    const { patch, scale } = this.settings;
    const along = (start: number, length: number) => {
      const first = Math.ceil(start / scale);
      const places = Math.floor((start + length) / scale) - patch - first + 1;
      return (first + random.below(Math.max(1, places))) * scale;
    };
    return { x: along(area.x, area.width), y: along(area.y, area.height) };
  }

  /**
   * The degraded and clean picture around a patch of an area, and where in them it lies. Only as much
   * is degraded as the patch depends on.
   */
  private async pairAt(photo: TuningPhoto, area: Rectangle, random: Random) {
    const { patch, scale, recipe } = this.settings;
    const corner = this.corner(area, random);
    const side = patch * scale;
    if (photo.degraded !== null) {
      const [x, y] = [corner.x / scale, corner.y / scale];
      return {
        pair: { degraded: photo.degraded, clean: photo.clean },
        window: {
          degraded: { x, y, width: patch, height: patch },
          clean: { ...corner, width: side, height: side },
        },
      };
    }
    const left = Math.min(this.reach, corner.x);
    const top = Math.min(this.reach, corner.y);
    const right = Math.min(this.reach, photo.clean.width - corner.x - side);
    const bottom = Math.min(this.reach, photo.clean.height - corner.y - side);
    const dependencies = cropped(photo.clean, {
      x: corner.x - left,
      y: corner.y - top,
      width: left + side + right,
      height: top + side + bottom,
    });
    // A stream of its own: the start of this one has chosen photo and place.
    const degraded = await degrade(dependencies, recipe, random.below(2 ** 32));
    return {
      pair: { degraded, clean: dependencies },
      window: {
        degraded: { x: left / scale, y: top / scale, width: patch, height: patch },
        clean: { x: left, y: top, width: side, height: side },
      },
    };
  }
}

/** One seed of three numbers; near ones give unrelated streams. */
function mixed(seed: number, step: number, index: number): number {
  let hash = seed | 0;
  for (const part of [step, index]) {
    hash = Math.imul(hash ^ (part + 0x9e3779b9), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash;
}
