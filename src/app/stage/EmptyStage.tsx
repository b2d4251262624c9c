import { sampleNames } from '../../state/photo/samples';
import { openBatch } from '../batch/batchLoader';
import { PhotoPicker } from '../openFiles/FilePicker';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';

/** The stage without a photo is the place to drop one. */
export function EmptyStage() {
  const parts = useParts();
  const { playground } = parts;
  const opening = usePlayground((state) => state.opening);
  return (
    <div className="empty">
      <h2>{opening ? strings.opening : <Title />}</h2>
      <PhotoPicker className="button button-primary" label={strings.choosePhoto} />
      <p className="empty-formats">{strings.formats}</p>
      <p className="empty-samples">
        {strings.trySample}{' '}
        {sampleNames.map((id, i) => (
          <span key={id}>
            <button
              type="button"
              className="link"
              onClick={() => void playground.getState().openSample(id)}
            >
              {strings.sample[id]}
            </button>
            {i < sampleNames.length - 1 ? ', ' : '.'}
          </span>
        ))}
      </p>
      <p>
        {strings.manyPhotos}{' '}
        <button type="button" className="link" onClick={() => void openBatch(parts)}>
          {strings.restoreBatch}
        </button>
        .
      </p>
      <p className="empty-privacy">{strings.privacy}</p>
    </div>
  );
}

/** A finger can neither drop nor paste. */
function Title() {
  return (
    <>
      <span className="empty-title-mouse">{strings.emptyTitle}</span>
      <span className="empty-title-touch">{strings.emptyTitleTouch}</span>
    </>
  );
}
