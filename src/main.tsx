import './app/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { createEngine } from './engine/client';
import { createMeter } from './state/comparing/meter';
import { createEstimator } from './state/photo/estimator';
import { Pictures } from './state/photo/pictures';
import { browserAddresses, previewOf } from './state/photo/preview';
import { samples } from './state/photo/samples';
import { modelsAt } from './state/playground/modelCatalogue';
import { createPlayground } from './state/playground/playground';
import { settingsIn } from './state/playground/settings';
import { requestedBackend, requestedPrecision } from './state/playground/starting';
import { createTuning } from './state/tuning/tuning';
import { createViewStore, followPictures, rememberMode, visiblePart } from './state/view/viewStore';
import { AdapterStore } from './storage/adapterStore';
import { TuningStore } from './storage/tuningStore';

// Made here, once, and not in a component: StrictMode mounts twice, and one GPU is enough.
const pictures = new Pictures();
const view = createViewStore();
const settings = settingsIn(() => localStorage);
rememberMode(view, settings);
followPictures(view, pictures);
const engine = createEngine();
const models = modelsAt(new URL(`${import.meta.env.BASE_URL}models/`, document.baseURI));
const adapterStore = new AdapterStore();
const playground = createPlayground({
  engine,
  models,
  pictures,
  samples,
  preview: previewOf,
  visible: () => visiblePart(view),
  backend: requestedBackend(new URL(location.href)),
  precision: requestedPrecision(new URL(location.href)),
  settings,
  adapterStore,
  backbones: {
    // Most people have none of their own.
    async read(id) {
      const { BackboneStore } = await import('./storage/backboneStore');
      return await new BackboneStore().read(id);
    },
  },
  meter: createMeter(),
  estimator: createEstimator(),
});
const tuning = createTuning({
  engine,
  playground,
  store: new TuningStore(),
  addresses: browserAddresses,
});
void playground
  .getState()
  .begin()
  .then(() => tuning.getState().lookForUnfinished());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App
      playground={playground}
      view={view}
      pictures={pictures}
      tuning={tuning}
      engine={engine}
      models={models}
      adapterStore={adapterStore}
    />
  </StrictMode>,
);
