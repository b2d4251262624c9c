import { openBatch } from '../batch/batchLoader';
import { LabEntry } from '../lab/LabEntry';
import { AdapterPicker, PhotoPicker } from '../openFiles/FilePicker';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { ChoiceList } from './ChoiceList';
import { FindingLine } from './FindingLine';
import { LibraryEntry } from './LibraryEntry';
import { MixDock } from './MixDock';
import './rail.css';
import { RailBanners } from './RailBanners';
import { ResultActions } from './ResultActions';
import { TuneEntry } from './TuneEntry';

/**
 * Beside the picture: what goes in, what it is restored with, what comes out.
 *
 * @param isCovered by another screen.
 */
export function Rail({ isCovered }: { readonly isCovered: boolean }) {
  const parts = useParts();
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
              aria-label={strings.openBatch}
              title={strings.openBatch}
              onClick={() => void openBatch(parts)}
            >
              <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
                <rect x="2" y="6" width="11" height="10" rx="1.5" />
                <path d="M5 3.5h9A1.5 1.5 0 0 1 15.5 5v8" />
              </svg>
            </button>
            <PhotoPicker className="button" label={strings.openPhoto} />
          </div>
        )}
      </header>
      <FindingLine />
      <section className="rail-choices">
        <ChoiceList />
        {isReady && (
          <div className="rail-more">
            <AdapterPicker className="button button-quiet" label={strings.importAdapter} />
            <TuneEntry />
            <LibraryEntry />
            <LabEntry />
          </div>
        )}
      </section>
      <MixDock />
      <RailBanners />
      <ResultActions />
    </aside>
  );
}
