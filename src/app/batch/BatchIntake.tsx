import { type ChangeEvent, useRef } from 'react';
import { strings } from '../strings';
import { useBatchStore } from './batchContext';

/** Photos, or a folder of them; dropping them on the window does the same. */
export function BatchIntake() {
  const batch = useBatchStore();
  const photos = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    target.value = '';
    batch.getState().add(target === folder.current ? files.filter(isPicture) : files);
  };
  return (
    <div className="batch-intake">
      <button type="button" className="button" onClick={() => photos.current?.click()}>
        {strings.batch.addPhotos}
      </button>
      <button type="button" className="button" onClick={() => folder.current?.click()}>
        {strings.batch.addFolder}
      </button>
      <input
        ref={photos}
        type="file"
        hidden
        multiple
        accept="image/*,.avif,.webp,.jpg,.jpeg,.png"
        aria-label={strings.batch.photoFiles}
        onChange={take}
      />
      <input
        ref={folder}
        type="file"
        hidden
        webkitdirectory=""
        aria-label={strings.batch.photoFolder}
        onChange={take}
      />
    </div>
  );
}

/** A folder holds other things too. */
function isPicture({ type, name }: File): boolean {
  return type.startsWith('image/') || /\.(avif|webp|jpe?g|png)$/i.test(name);
}
