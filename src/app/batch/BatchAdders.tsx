import { type IncomingFile, isPicture } from '../../state/photo/incomingFiles';
import { FilesButton } from '../openFiles/FilesButton';
import { batch as batchWords } from '../strings/batch';
import { useBatchStore } from './batchContext';

/** Photos, or a folder of them; dropping them on the window does the same. */
export function BatchAdders() {
  const batch = useBatchStore();
  const add = (files: readonly IncomingFile[]) => {
    batch.getState().add(files.filter(isPicture).map(({ file }) => file));
  };
  return (
    <div className="batch-adders">
      <FilesButton kind="photos" input={batchWords.photoFiles} onFiles={add}>
        {batchWords.addPhotos}
      </FilesButton>
      <FilesButton kind="folder" input={batchWords.photoFolder} onFiles={add}>
        {batchWords.addFolder}
      </FilesButton>
    </div>
  );
}
