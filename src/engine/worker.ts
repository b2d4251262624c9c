import * as Comlink from 'comlink';
import { keepEngineErrors } from './rpc';
import { WorkerEngine } from './workerEngine';

keepEngineErrors();
Comlink.expose(new WorkerEngine());
