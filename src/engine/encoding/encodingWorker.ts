import * as Comlink from 'comlink';
import { encodePhoto } from '../../imaging/encodePhoto';
import { keepEngineErrors } from '../rpc';
import { asPhotoError } from '../translatedErrors';

keepEngineErrors();

const api = {
  encode: (...request: Parameters<typeof encodePhoto>) =>
    encodePhoto(...request).catch(asPhotoError),
};

export type EncodingApi = typeof api;

Comlink.expose(api);
