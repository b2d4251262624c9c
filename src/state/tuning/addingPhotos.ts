import { EngineError } from '../../engine/errors';
import { type IncomingFile, isPicture } from '../photo/incomingFiles';
import { showDamage } from './damage';
import { looksPaired, type PickedPhoto } from './pairing';
import type { PhotoLook } from './photoEntries';
import type { TuningActions, TuningContext } from './tuningState';

/** Photos looked at side by side: the browser decodes on several cores. */
const lanes = 3;

/** Bringing photos to learn from, and sorting them out. */
export function addingPhotos(
  context: TuningContext,
): Pick<
  TuningActions,
  'addPhotos' | 'removeEntry' | 'removeAllPhotos' | 'setSource' | 'showDamageOn'
> {
  const { session, addresses, get, set } = context;

  const remove = (isRemoved: (photo: PickedPhoto) => boolean) => {
    const { picked, looks } = get();
    const gone = picked.filter(isRemoved);
    const left = new Map(looks);
    for (const { id } of gone) {
      const look = left.get(id);
      if (look && 'thumbnail' in look) addresses.free(look.thumbnail);
      left.delete(id);
    }
    set({ picked: picked.filter((photo) => !gone.includes(photo)), looks: left });
    showDamage(context);
  };

  return {
    async addPhotos(photos, role) {
      const known = get().picked;
      const added = photos
        .filter(isPicture)
        .filter((photo) => !known.some((other) => isSame(other, photo) && other.role === role))
        .map((photo) => ({ ...photo, id: ++session.numbered, role }));
      if (added.length === 0) return;
      const picked = [...known, ...added];
      const isPaired = role !== null || looksPaired(picked.map(({ file }) => file));
      set({ picked, notice: null, ...(isPaired && { source: 'pairs' }) });
      await lookAt(context, added);
    },

    removeEntry(key) {
      const entry = get().entries.find((candidate) => candidate.key === key);
      remove((photo) => photo === entry?.clean || photo === entry?.damaged);
    },

    removeAllPhotos: () => remove(() => true),

    setSource(source) {
      set({ source });
      showDamage(context);
    },

    showDamageOn(key) {
      set({ shownEntry: key });
      showDamage(context);
    },
  };
}

function isSame(a: IncomingFile, b: IncomingFile): boolean {
  return (
    a.folder === b.folder &&
    a.file.name === b.file.name &&
    a.file.size === b.file.size &&
    a.file.lastModified === b.file.lastModified
  );
}

async function lookAt(context: TuningContext, photos: readonly PickedPhoto[]): Promise<void> {
  const { addresses, get, set } = context;
  const queue = [...photos];
  const lane = async () => {
    for (let photo = queue.shift(); photo !== undefined; photo = queue.shift()) {
      const { id } = photo;
      const look = await lookOf(context, photo);
      if (get().picked.some((other) => other.id === id)) {
        set({ looks: new Map([...get().looks, [id, look]]) });
        if (get().damage === null) showDamage(context);
      } else if ('thumbnail' in look) {
        addresses.free(look.thumbnail);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function lookOf(
  { engine, addresses }: TuningContext,
  { file }: PickedPhoto,
): Promise<PhotoLook> {
  try {
    const { width, height, thumbnail } = await engine.glance(file);
    return { width, height, thumbnail: addresses.make(thumbnail) };
  } catch (error) {
    if (error instanceof EngineError) return { problem: error.message };
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
