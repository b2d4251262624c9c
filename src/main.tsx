import './app/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { createEngine } from './engine/client';
import { requestedBackend } from './state/backendRequest';
import { modelsAt } from './state/modelCatalogue';
import { Pictures } from './state/pictures';
import { createPlayground } from './state/playground';
import { previewOf } from './state/preview';
import { samples } from './state/samples';
import { settingsIn } from './state/settings';
import { createViewStore, followPictures, visiblePart } from './state/view/viewStore';

// Made here, once, and not in a component: StrictMode mounts twice, and one GPU is enough.
const pictures = new Pictures();
const view = createViewStore();
followPictures(view, pictures);
const engine = createEngine();
const playground = createPlayground({
  engine,
  models: modelsAt(new URL(`${import.meta.env.BASE_URL}models/`, document.baseURI)),
  pictures,
  samples,
  preview: previewOf,
  visible: () => visiblePart(view),
  backend: requestedBackend(new URL(location.href)),
  settings: settingsIn(() => localStorage),
});
void playground.getState().begin();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App playground={playground} view={view} pictures={pictures} engine={engine} />
  </StrictMode>,
);
