import * as Comlink from 'comlink';
import { decodePhoto } from '../imaging/decodePhoto';
import { encodePng } from '../imaging/encodePng';
import type { Rectangle, RgbaImage } from '../imaging/rgbaImage';
import { gpuBytes, trimBufferPool } from '../kernels/bufferPool';
import * as tf from '../kernels/tf';
import { Constants } from '../networks/constants';
import type { HeadProperties } from '../networks/network';
import { Parameters } from '../networks/parameters';
import { fetchBackbone } from './backboneFolder';
import { type RunningBackend, startBackend } from './backends/startBackend';
import { DeviceGuard } from './deviceGuard';
import { NotLoadedError, OutOfMemoryError } from './errors';
import type {
  AdapterSummary,
  BackboneSummary,
  BackendReport,
  Choice,
  EngineOptions,
  MemoryReport,
  RestoreReport,
} from './protocol';
import {
  adapterUploadedAgain,
  disposeResident,
  type ResidentAdapter,
  type ResidentBackbone,
  residentAdapter,
  residentBackbone,
  uploadedAgain,
} from './residents';
import { restoreTiles } from './restoration';
import { refuseTooLargeResult } from './resultLimits';
import type { RestoreListener, WorkerApi } from './rpc';
import { type TileGrid, tileGrid } from './tiling/tileGrid';
import { type TileBudget, tileBudget, tileRules } from './tiling/tileRules';
import { asPhotoError, asWeightsError } from './translatedErrors';
import { usablePhotos } from './tuning/tuningPhotos';
import type {
  TunedAdapter,
  TuneOptions,
  TuningCommand,
  TuningListener,
  TuningSizes,
} from './tuning/tuningProtocol';
import { type InTurn, TuningSession } from './tuning/tuningSession';
import { tuningSizes } from './tuning/tuningSizes';

/** What the next restoration runs through: pointers to tensors that are on the device already. */
interface Selection {
  readonly choice: Choice;
  readonly headName: string;
  readonly head: HeadProperties;
  readonly parameters: Parameters;
}

/** All GPU work, in the worker. Calls that compute or upload run one after another. */
export class WorkerEngine implements WorkerApi {
  private backend: RunningBackend | null = null;
  private options: EngineOptions = {};
  private guard: DeviceGuard | null = null;
  private backbone: ResidentBackbone | null = null;
  private readonly adapters = new Map<string, ResidentAdapter>();
  private selection: Selection | null = null;
  private readonly constants = new Constants();
  private lastTileShape = '';
  private adaptersLoaded = 0;
  private readonly tunings = new Map<number, TuningSession>();
  private readonly cancelled = new Set<number>();
  private turn: Promise<unknown> = Promise.resolve();

  start(options: EngineOptions): Promise<BackendReport> {
    return this.inTurn(async () => {
      if (this.backend === null) await this.startOn(options);
      return this.running().report;
    });
  }

  restart(options: EngineOptions): Promise<BackendReport> {
    return this.inTurn(async () => {
      this.releaseDevice();
      await this.startOn({ ...this.options, ...options });
      return this.running().report;
    });
  }

  loadBackbone(url: string): Promise<BackboneSummary> {
    return this.inTurn(async () => {
      this.guarded().throwIfLost();
      const { config, model } = await fetchBackbone(url);
      const loaded = await residentBackbone(config, model).catch(asWeightsError);
      this.selection = null;
      for (const adapter of this.adapters.values()) disposeResident(adapter);
      this.adapters.clear();
      if (this.backbone !== null) disposeResident(this.backbone);
      this.backbone = loaded;
      return loaded.summary;
    });
  }

  loadAdapter(file: Blob): Promise<AdapterSummary> {
    return this.inTurn(async () => {
      this.guarded().throwIfLost();
      const backbone = this.loadedBackbone();
      const bytes = new Uint8Array(await file.arrayBuffer().catch(asWeightsError));
      const id = `adapter-${this.adaptersLoaded + 1}`;
      const adapter = await Promise.resolve()
        .then(() => residentAdapter(id, bytes, backbone))
        .catch(asWeightsError);
      this.adaptersLoaded++;
      this.adapters.set(id, adapter);
      return adapter.summary;
    });
  }

  unloadAdapter(id: string): Promise<void> {
    return this.inTurn(async () => {
      const adapter = this.loadedAdapter(id);
      const { choice } = this.selection ?? {};
      if (choice?.kind === 'adapter' && choice.id === id) this.selection = null;
      this.adapters.delete(id);
      disposeResident(adapter);
    });
  }

  select(choice: Choice): Promise<{ bytesUploaded: number }> {
    return this.inTurn(async () => {
      this.guarded().throwIfLost();
      const before = tf.memory().numBytes;
      this.selection = this.selectionOf(choice);
      return { bytesUploaded: tf.memory().numBytes - before };
    });
  }

  async decode(photo: Blob): Promise<RgbaImage> {
    const image = await decodePhoto(photo).catch(asPhotoError);
    return Comlink.transfer(image, [image.data.buffer]);
  }

  async encodePng(image: RgbaImage): Promise<Blob> {
    return new Blob([encodePng(image)], { type: 'image/png' });
  }

  async restore(
    job: number,
    image: RgbaImage,
    focus: Rectangle | null,
    listener: RestoreListener,
  ): Promise<RestoreReport> {
    try {
      return await this.inTurn(() => this.restoreNow(job, image, focus, listener));
    } finally {
      this.cancelled.delete(job);
      (listener as Partial<Comlink.ProxyMethods>)[Comlink.releaseProxy]?.();
    }
  }

  cancel(job: number): void {
    this.cancelled.add(job);
  }

  tuningSizes(head: string): Promise<TuningSizes> {
    return this.inTurn(async () => tuningSizes(this.headOf(head), this.tileBudget()));
  }

  async tune(job: number, options: TuneOptions, listener: TuningListener): Promise<TunedAdapter> {
    try {
      const backbone = this.loadedBackbone();
      const startFrom = options.startFrom === null ? null : this.loadedAdapter(options.startFrom);
      const { patch, head } = options.settings;
      const session = new TuningSession(
        options,
        backbone,
        startFrom,
        this.running().report.name,
        this.guarded(),
      );
      this.tunings.set(job, session);
      const photos = await usablePhotos(options.photos, patch, this.headOf(head).scale);
      const onSameDevice: InTurn = (task) =>
        this.inTurn(() => {
          if (this.backbone === backbone) return task();
          throw new NotLoadedError(
            'The engine was restarted while the adapter was being tuned.',
            'Resume the run: it goes on from its last checkpoint.',
          );
        });
      const result = await session.run(photos, onSameDevice, listener);
      const file = new Blob([result.file]);
      const { file: _, ...report } = result;
      return { ...report, file, summary: await this.loadAdapter(file) };
    } finally {
      this.tunings.delete(job);
      (listener as Partial<Comlink.ProxyMethods>)[Comlink.releaseProxy]?.();
    }
  }

  controlTuning(job: number, command: TuningCommand): void {
    this.tunings.get(job)?.control(command);
  }

  memory(): Promise<MemoryReport> {
    return this.inTurn(async () => {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, tensorBytes: numBytes, gpuBytes: gpuBytes() };
    });
  }

  /** A tile too large for the GPU's memory is tried again at half the side. */
  private async restoreNow(
    job: number,
    image: RgbaImage,
    focus: Rectangle | null,
    listener: RestoreListener,
  ): Promise<RestoreReport> {
    this.throwIfCancelled(job);
    const selection = this.selected();
    const { scale } = selection.head;
    refuseTooLargeResult(image, scale);
    await listener.start({ width: image.width * scale, height: image.height * scale });
    let budget = this.tileBudget();
    for (;;) {
      const rules = tileRules(selection.head, budget);
      const grid = tileGrid(image.width, image.height, rules);
      try {
        return await this.restoreGrid(job, image, grid, focus, selection, listener);
      } catch (error) {
        if (!(error instanceof OutOfMemoryError)) throw error;
        // The pool would hand out the buffers again whose allocation failed.
        this.freshBuffers('');
        if (rules.maxSide <= rules.sideMultiple || rules.fixedSide !== null) throw error;
        budget = { activationBytes: budget.activationBytes / 4 };
      }
    }
  }

  private async restoreGrid(
    job: number,
    image: RgbaImage,
    grid: TileGrid,
    focus: Rectangle | null,
    { headName, head, parameters }: Selection,
    listener: RestoreListener,
  ): Promise<RestoreReport> {
    const { report } = this.running();
    const guard = this.guarded();
    const { network } = this.loadedBackbone();
    const tileWidth = grid.columns[0]?.length ?? 0;
    const tileHeight = grid.rows[0]?.length ?? 0;
    const tiles = grid.columns.length * grid.rows.length;
    this.freshBuffers(`${headName} ${tileWidth}×${tileHeight}`);

    const begun = performance.now();
    const seconds = () => (performance.now() - begun) / 1000;
    let tilesDone = 0;
    const forward = (input: tf.Tensor4D) =>
      guard.read(() => network.forward(input, headName, parameters, this.constants));
    await listener.progress({ tilesDone, tiles, secondsLeft: null });
    for await (const tile of restoreTiles(image, grid, head.scale, focus, forward)) {
      tilesDone++;
      await listener.tile(Comlink.transfer(tile, [tile.data.buffer]));
      const secondsLeft = (seconds() / tilesDone) * (tiles - tilesDone);
      await listener.progress({ tilesDone, tiles, secondsLeft });
      // Also lets a cancel in, which off the GPU nothing else would.
      await new Promise((resolve) => setTimeout(resolve));
      this.throwIfCancelled(job);
    }
    return {
      width: grid.width * head.scale,
      height: grid.height * head.scale,
      scale: head.scale,
      seconds: seconds(),
      tiles,
      tileWidth,
      tileHeight,
      backend: report.name,
    };
  }

  private throwIfCancelled(job: number): void {
    if (this.cancelled.has(job)) throw new DOMException('Cancelled.', 'AbortError');
  }

  private async startOn(options: EngineOptions): Promise<void> {
    const backend = await startBackend(options.backend);
    this.options = options;
    this.backend = backend;
    this.guard = new DeviceGuard(backend.webgpu);
    this.uploadAgain();
  }

  /** Everything that was loaded and selected, on the device that runs now. */
  private uploadAgain(): void {
    if (this.backbone === null) return;
    const backbone = uploadedAgain(this.backbone);
    this.backbone = backbone;
    for (const [id, adapter] of this.adapters) {
      this.adapters.set(id, adapterUploadedAgain(adapter, backbone));
    }
    if (this.selection !== null) this.selection = this.selectionOf(this.selection.choice);
  }

  /** Forgets everything on the device; what it takes to upload it again stays. */
  private releaseDevice(): void {
    this.constants.clear();
    this.lastTileShape = '';
    for (const adapter of this.adapters.values()) disposeResident(adapter);
    if (this.backbone !== null) disposeResident(this.backbone);
    this.guard?.release();
    this.guard = null;
    this.backend = null;
  }

  /** Buffers and constants of another tile size are of no more use. */
  private freshBuffers(tileShape: string): void {
    if (tileShape === this.lastTileShape) return;
    this.constants.clear();
    trimBufferPool();
    this.lastTileShape = tileShape;
  }

  private selectionOf(choice: Choice): Selection {
    const { tensors } = this.loadedBackbone();
    const adapter = choice.kind === 'adapter' ? this.loadedAdapter(choice.id) : null;
    const headName = choice.kind === 'adapter' ? (adapter?.summary.head ?? '') : choice.head;
    const head = this.headOf(headName);
    const layers = adapter === null ? [tensors] : [adapter.tensors, tensors];
    return { choice, headName, head, parameters: new Parameters(layers) };
  }

  private headOf(name: string): HeadProperties {
    const head = this.loadedBackbone().network.heads.get(name);
    if (head !== undefined) return head;
    throw new NotLoadedError(`The backbone has no head “${name}”.`, 'Choose another one.');
  }

  private tileBudget(): TileBudget {
    const { report, webgpu } = this.running();
    return tileBudget(
      report.name,
      webgpu && {
        isSoftware: webgpu.isSoftwareAdapter,
        maxBufferBytes: Math.min(
          webgpu.device.limits.maxBufferSize,
          webgpu.device.limits.maxStorageBufferBindingSize,
        ),
      },
    );
  }

  private running(): RunningBackend {
    if (this.backend !== null) return this.backend;
    throw new NotLoadedError('The engine has not started.', 'Start it first.');
  }

  private guarded(): DeviceGuard {
    if (this.guard !== null) return this.guard;
    throw new NotLoadedError('The engine has not started.', 'Start it first.');
  }

  private loadedBackbone(): ResidentBackbone {
    if (this.backbone !== null) return this.backbone;
    throw new NotLoadedError('No backbone is loaded.', 'Load one first.');
  }

  private loadedAdapter(id: string): ResidentAdapter {
    const adapter = this.adapters.get(id);
    if (adapter !== undefined) return adapter;
    throw new NotLoadedError('That adapter is not loaded.', 'Choose one of the list.');
  }

  private selected(): Selection {
    if (this.selection !== null) return this.selection;
    throw new NotLoadedError('Nothing is chosen to restore with.', 'Choose an adapter first.');
  }

  private inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const result = this.turn.then(task);
    // Whoever awaits `result` hears of a failure; the next in line does not care.
    this.turn = result.catch(() => undefined);
    return result;
  }
}
