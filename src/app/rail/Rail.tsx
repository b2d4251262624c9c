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
        {hasPhoto && <PhotoPicker className="button" label={strings.openPhoto} />}
      </header>
      <section className="rail-choices">
        <ChoiceList />
        {isReady && <AdapterPicker className="button button-quiet" label={strings.importAdapter} />}
      </section>
      <ResultActions />
    </aside>
  );
}
