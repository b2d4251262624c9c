import type { Engine } from '../../engine/engine';
import { HeldPhotos } from '../../engine/heldPhotos';
import type {
  AdapterSummary,
  BackboneFiles,
  BackboneSummary,
  RestoredTile,
  RestoreReport,
  RestoreRequest,
} from '../../engine/protocol';
import type { RgbaImage } from '../../imaging/rgbaImage';
import { Pictures } from '../photo/pictures';
import type { Dependencies } from './context';
import { createPlayground } from './playground';
import { settingsIn } from './settings';

/** For tests only: a playground whose engine restores step by step, as the test says. */
export function testPlayground(changes: Partial<Engine> = {}) {
  const restorations: TestRestoration[] = [];
  const photos = new HeldPhotos();
  const engine: Engine = {
    ...quietEngine,
    openPhoto: async (file) => photos.keep(await engine.decode(file)),
    keepPhoto: async (image) => photos.keep(image),
    photoPixels: async ({ id }) => photos.pixels(id),
    photoSample: async ({ id }) => photos.pixels(id),
    releasePhoto: async ({ id }) => photos.release(id),
    restore: async (request) => {
      const restoration = new TestRestoration(request, photos.pixels(request.photo.id));
      restorations.push(restoration);
      return await restoration.report;
    },
    ...changes,
  };
  const kept = new Map<string, string>();
  const stored = new Map<string, Blob>();
  const backbones = new Map<string, BackboneFiles>();
  const pictures = new Pictures();
  const dependencies: Dependencies = {
    engine,
    pictures,
    models: {
      catalogue: async () => ({ backbone: 'edt', adapters: ['denoise', 'deblur', 'sr'] }),
      address: (path) => `https://example.test/models/${path}`,
      file: async (path) => new Blob([path]),
    },
    samples: [
      {
        id: 'small',
        fileName: 'small.png',
        adapter: 'sr',
        task: 'sr',
        scale: 2,
        render: async () => image(6, 4, 1),
      },
    ],
    preview: async (source) => {
      if (source instanceof Blob && source.size === 0) throw new DOMException('undecodable');
      const close = () => undefined;
      return source instanceof Blob ? { width: 4, height: 3, close } : { ...source, close };
    },
    visible: () => ({ x: 0, y: 0, width: 0.5, height: 0.5 }),
    backend: null,
    precision: null,
    meter: {
      forget: async () => undefined,
      // The grey of the corner, half a decibel more over luma.
      measure: async (_, { data: [grey = 0] }, { channels }) => {
        return { psnr: channels === 'y' ? grey + 0.5 : grey, ssim: 0.5, channels };
      },
    },
    estimator: {
      estimate: async () => ({ noise: null, blur: null, jpeg: null, brightest: 1 }),
    },
    settings: settingsIn(() => ({
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    })),
    adapterStore: {
      list: async () => [...stored].map(([id, file]) => ({ id, file })),
      put: async (id, file) => void stored.set(id, file),
      remove: async (id) => void stored.delete(id),
    },
    backbones: { read: async (id) => backbones.get(id) ?? null },
  };
  const playground = createPlayground(dependencies);
  return { playground, pictures, photos, restorations, dependencies, stored, backbones };
}

/** One call of `Engine.restore`, moved on by the test. */
export class TestRestoration {
  readonly report: Promise<RestoreReport>;
  #resolve: (report: RestoreReport) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(
    readonly request: RestoreRequest,
    /** What is restored. */
    readonly image: RgbaImage,
  ) {
    this.report = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    request.signal?.addEventListener('abort', () => this.#reject(request.signal?.reason));
  }

  start(scale = 1): void {
    const { width, height } = this.request.photo;
    this.request.onStart?.({ width: width * scale, height: height * scale });
  }

  /** The pixel at the top left, in this grey. */
  tile(grey: number): void {
    const tile: RestoredTile = { x: 0, y: 0, ...image(1, 1, grey) };
    this.request.onTile?.(tile);
    this.request.onProgress?.({ tilesDone: 1, tiles: 2, secondsLeft: 1 });
  }

  finish(scale = 1): void {
    const { width, height } = this.request.photo;
    this.#resolve({
      width: width * scale,
      height: height * scale,
      scale,
      seconds: 1,
      tiles: 2,
      tileWidth: 2,
      tileHeight: 3,
      tileReason: 'whole-photo',
      gpuBytes: null,
      backend: 'webgpu',
      cores: null,
      precision: 'f32',
    });
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}

export function image(width: number, height: number, grey: number): RgbaImage {
  return { width, height, data: new Uint8ClampedArray(width * height * 4).fill(grey) };
}

/** Until everything that is ready to happen has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function adapter(name: string, scale: number): AdapterSummary {
  return {
    id: name,
    name,
    kind: 'adaptir',
    task: name,
    head: `x${scale}`,
    scale,
    trainedFor: name,
    degradation: [],
    reached: null,
    licence: 'Apache-2.0',
    parameters: 1,
    bytes: 1,
  };
}

const report = {
  name: 'webgpu',
  device: 'test',
  isSoftwareAdapter: false,
  passedOver: [],
  precision: 'f32',
  precisionReason: null,
} as const;

const backboneSummary: BackboneSummary = {
  id: 'edt',
  sha256: '',
  parameters: 1,
  heads: [1, 2, 4].map((scale) => ({ name: `x${scale}`, scale })),
};

/** An engine that keeps no photos. */
export const quietEngine: Omit<
  Engine,
  'restore' | 'openPhoto' | 'keepPhoto' | 'photoPixels' | 'photoSample' | 'releasePhoto'
> = {
  start: async () => report,
  restart: async () => report,
  loadBackbone: async () => backboneSummary,
  checkBackbone: async () => backboneSummary,
  loadAdapter: async (file) => {
    const name = await file.text();
    return adapter(name, name === 'sr' ? 2 : 1);
  },
  unloadAdapter: async () => undefined,
  mixedAdapter: async (_, name) => new Blob([name]),
  select: async () => ({ milliseconds: 1, bytesUploaded: 0 }),
  warmUp: async () => ({ milliseconds: 1, pipelines: 0, livePreviewSide: null }),
  setMemoryBudget: async () => undefined,
  decode: async () => image(4, 3, 1),
  encode: async ({ encoding }) => ({
    blob: new Blob([encoding.format]),
    isFlattened: false,
    leftOut: [],
  }),
  glance: async () => ({ width: 4, height: 3, thumbnail: new Blob(['jpeg']) }),
  middle: async () => image(4, 3, 1),
  degrade: async (clean) => clean,
  tuningSizes: async () => ({ patch: 64, batch: 1, patchMultiple: 64, kinds: {} }),
  tune: () => ({
    pause: async () => undefined,
    resume: async () => undefined,
    stop: async () => undefined,
    discard: async () => undefined,
    finished: new Promise(() => undefined),
  }),
  livePreview: async () => {
    throw new Error('No live preview was expected.');
  },
  memory: async () => ({ tensors: 0, tensorBytes: 0, gpuBytes: null }),
  dispose: () => undefined,
};
