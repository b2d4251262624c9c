import { type ChangeEvent, useRef } from 'react';
import type { PhotoRole } from '../../state/tuning/pairing';
import { type DroppedFile, filesOfFolder } from '../intake/droppedFiles';
import { useParts } from '../playgroundContext';
import { strings } from '../strings';

const { tune } = strings;

interface PhotoAddersProps {
  /** What the photos are; null: their names tell. */
  readonly photoRole: PhotoRole | null;
}

/** Buttons that bring photos, and a place to drop them. */
export function PhotoAdders({ photoRole: role }: PhotoAddersProps) {
  const { tuning } = useParts();
  const add = (files: readonly DroppedFile[]) => void tuning.getState().addPhotos(files, role);
  return (
    <div className="adders" data-photo-role={role ?? undefined}>
      {role !== null && <h4>{tune.roles[role]}</h4>}
      <div className="adders-buttons">
        <Adder
          label={tune.addPhotos}
          name={role === null ? tune.addPhotos : tune.addPhotosOf[role]}
          input={role === null ? tune.photoFiles : tune.photoFilesOf[role]}
          onFiles={(files) => add(files.map((file) => ({ file, folder: '' })))}
        />
        <Adder
          label={tune.addFolder}
          name={role === null ? tune.addFolder : tune.addFolderOf[role]}
          input={role === null ? tune.photoFolder : tune.photoFolderOf[role]}
          isFolder
          onFiles={(files) => add(filesOfFolder(files))}
        />
      </div>
      <p className="adders-drop">{tune.dropPhotos}</p>
    </div>
  );
}

interface AdderProps {
  readonly label: string;
  /** Accessible name of the button, and of the file input behind it. */
  readonly name: string;
  readonly input: string;
  readonly isFolder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

function Adder({ label, name, input, isFolder = false, onFiles }: AdderProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // Emptied, or choosing the same files again would say nothing.
    event.target.value = '';
    onFiles(files);
  };
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label={name}
        onClick={() => chooser.current?.click()}
      >
        {label}
      </button>
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        accept={isFolder ? undefined : 'image/*,.avif,.webp,.jpg,.jpeg,.png'}
        aria-label={input}
        onChange={pick}
        {...(isFolder && { webkitdirectory: '' })}
      />
    </>
  );
}
