import type { IncomingFile } from '../../state/photo/incomingFiles';
import type { PhotoRole } from '../../state/tuning/pairing';
import { FilesButton } from '../openFiles/FilesButton';
import { useParts } from '../playgroundContext';
import { tune } from '../strings/tune';

interface PhotoAddersProps {
  /** What the photos are; null: their names tell. */
  readonly photoRole: PhotoRole | null;
}

/** Buttons that bring photos, and a place to drop them. */
export function PhotoAdders({ photoRole: role }: PhotoAddersProps) {
  const { tuning } = useParts();
  const add = (files: readonly IncomingFile[]) => void tuning.getState().addPhotos(files, role);
  return (
    <div className="adders" data-photo-role={role ?? undefined}>
      {role !== null && <h4>{tune.roles[role]}</h4>}
      <div className="adders-buttons">
        <FilesButton
          kind="photos"
          label={role === null ? tune.addPhotos : tune.addPhotosOf[role]}
          input={role === null ? tune.photoFiles : tune.photoFilesOf[role]}
          onFiles={add}
        >
          {tune.addPhotos}
        </FilesButton>
        <FilesButton
          kind="folder"
          label={role === null ? tune.addFolder : tune.addFolderOf[role]}
          input={role === null ? tune.photoFolder : tune.photoFolderOf[role]}
          onFiles={add}
        >
          {tune.addFolder}
        </FilesButton>
      </div>
      <p className="adders-drop">{tune.dropPhotos}</p>
    </div>
  );
}
