import { exposeTileWorker } from './tileWorker';

exposeTileWorker();
