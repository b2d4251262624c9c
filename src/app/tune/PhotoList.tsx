import type { PickedPhoto } from '../../state/tuning/pairing';
import type { PhotoEntry } from '../../state/tuning/photoEntries';
import { formatSize } from '../formats';
import { useParts, useTuning } from '../playgroundContext';
import { CrossIcon } from '../recipe/icons';
import { tune } from '../strings/tune';

/** Every photo or pair, with what keeps it from being used. */
export function PhotoList() {
  const { tuning } = useParts();
  const entries = useTuning((state) => state.entries);
  const usable = useTuning((state) => state.usable.length);
  const isLooking = entries.some(({ isPending }) => isPending);
  if (entries.length === 0) return null;
  return (
    <>
      <p className="photos-sum" role="status">
        {isLooking ? tune.looking : tune.usable(usable, entries.length)}
        <button type="button" className="link" onClick={() => tuning.getState().removeAllPhotos()}>
          {tune.removeAll}
        </button>
      </p>
      <ul className="photo-list" aria-label={tune.photos}>
        {entries.map((entry) => (
          <PhotoRow key={entry.key} entry={entry} />
        ))}
      </ul>
    </>
  );
}

function PhotoRow({ entry }: { readonly entry: PhotoEntry }) {
  const { tuning } = useParts();
  const { key, name, clean, damaged, problem } = entry;
  const shown = useTuning(({ looks }) => {
    const look = looks.get((damaged ?? clean)?.id ?? -1);
    return look && 'thumbnail' in look ? look : null;
  });
  return (
    <li className="photo" data-usable={problem === null}>
      <span className="photo-thumbs">
        {damaged !== null && <Thumbnail photo={damaged} />}
        {clean !== null && <Thumbnail photo={clean} />}
      </span>
      <span className="photo-text">
        <span className="photo-name">{name}</span>
        {problem !== null && <span className="photo-problem">{problem}</span>}
        {problem === null && shown !== null && (
          <span className="photo-size">{formatSize(shown.width, shown.height)}</span>
        )}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={tune.remove(name)}
        onClick={() => tuning.getState().removeEntry(key)}
      >
        <CrossIcon />
      </button>
    </li>
  );
}

function Thumbnail({ photo }: { readonly photo: PickedPhoto }) {
  const look = useTuning(({ looks }) => looks.get(photo.id));
  if (look === undefined || !('thumbnail' in look)) {
    return <span className="thumbnail thumbnail-empty" />;
  }
  return <img className="thumbnail" src={look.thumbnail} alt="" />;
}
