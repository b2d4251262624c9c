import { openBatch } from '../batch/batchDoor';
import { AdapterPicker, PhotoPicker } from '../intake/FilePicker';
import { usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { ChoiceList } from './ChoiceList';
import './rail.css';
import { ResultActions } from './ResultActions';

/** Beside the picture: what goes in, what it is restored with, what comes out. */
export function Rail() {
  const hasPhoto = usePlayground((state) => state.photo !== null);
  const isReady = usePlayground((state) => state.phase === 'ready');
  return (
    <aside className="rail">
      <header className="rail-head">
        <h1>{strings.appName}</h1>
        {hasPhoto && (
          <div className="rail-open">
            <button
              type="button"
              className="button button-quiet rail-batch"
              onClick={() => openBatch()}
            >
              {strings.openBatch}
            </button>
            <PhotoPicker className="button" label={strings.openPhoto} />
          </div>
        )}
      </header>
      <section className="rail-choices">
        <ChoiceList />
        {isReady && <AdapterPicker className="button button-quiet" label={strings.importAdapter} />}
      </section>
      <ResultActions />
    </aside>
  );
}
