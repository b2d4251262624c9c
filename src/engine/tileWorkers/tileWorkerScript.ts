import '../backends/wasm';
import { exposeTileWorker } from './tileWorker';

exposeTileWorker();
