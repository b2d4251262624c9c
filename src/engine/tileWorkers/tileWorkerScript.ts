import '../../kernels/backends/wasm';
import { exposeTileWorker } from './tileWorker';

exposeTileWorker();
