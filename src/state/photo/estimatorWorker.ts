import * as Comlink from 'comlink';
import { estimatePhoto, type PhotoEstimates } from '../../imaging/estimation/photoEstimates';
import { photoHeaderBytes } from '../../imaging/photoHeader';
import type { RgbaImage } from '../../imaging/rgbaImage';

const api = {
  async estimate(sample: RgbaImage, file: Blob | null): Promise<PhotoEstimates> {
    const head = await file?.slice(0, photoHeaderBytes).arrayBuffer();
    return estimatePhoto(sample, head === undefined ? null : new Uint8Array(head));
  },
};

export type EstimatorWorkerApi = typeof api;

Comlink.expose(api);
