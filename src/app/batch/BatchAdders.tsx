import { type IncomingFile, isPicture } from '../../state/photo/incomingFiles';
import { FilesButton } from '../openFiles/FilesButton';
import { strings } from '../strings';
import { useBatchStore } from './batchContext';

/** Photos, or a folder of them; dropping them on the window does the same. */
export function BatchAdders() {
  const batch = useBatchStore();
  const add = (files: readonly IncomingFile[]) => {
    batch.getState().add(files.filter(isPicture).map(({ file }) => file));
  };
  return (
    <div className="batch-adders">
      <FilesButton kind="photos" input={strings.batch.photoFiles} onFiles={add}>
        {strings.batch.addPhotos}
      </FilesButton>
      <FilesButton kind="folder" input={strings.batch.photoFolder} onFiles={add}>
        {strings.batch.addFolder}
      </FilesButton>
    </div>
  );
}
