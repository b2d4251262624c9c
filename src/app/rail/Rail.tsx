import { openBatch } from '../batch/batchDoor';
import { AdapterPicker, PhotoPicker } from '../intake/FilePicker';
import { usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { ChoiceList } from './ChoiceList';
import './rail.css';
import { RailNews } from './RailNews';
import { ResultActions } from './ResultActions';
import { TuneEntry } from './TuneEntry';

/**
 * Beside the picture: what goes in, what it is restored with, what comes out.
 *
 * @param isCovered by another screen.
 */
export function Rail({ isCovered }: { readonly isCovered: boolean }) {
  const hasPhoto = usePlayground((state) => state.photo !== null);
  const isReady = usePlayground((state) => state.phase === 'ready');
  return (
    <aside className="rail" inert={isCovered}>
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
        {isReady && (
          <div className="rail-more">
            <AdapterPicker className="button button-quiet" label={strings.importAdapter} />
            <TuneEntry />
          </div>
        )}
      </section>
      <RailNews />
      <ResultActions />
    </aside>
  );
}
