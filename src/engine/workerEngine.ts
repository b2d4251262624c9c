import * as Comlink from 'comlink';
import { decodePhoto } from '../imaging/decodePhoto';
import type { Rectangle, RgbaImage } from '../imaging/rgbaImage';
import { gpuBytes } from '../kernels/bufferPool';
import * as tf from '../kernels/tf';
import { uploadNow } from '../kernels/upload';
import type { HeadProperties } from '../networks/network';
import { fetchBackbone } from './backboneFolder';
import { startBackend } from './backends/startBackend';
import { Device } from './device';
import { NotLoadedError } from './errors';
import { budgetFor } from './memoryBudget';
import type {
  AdapterSummary,
  BackboneSummary,
  BackendReport,
  Choice,
  EngineOptions,
  MemoryReport,
  RestoreReport,
  WarmUpReport,
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
import { runJob } from './restorationJob';
import type { RestoreListener, WorkerApi } from './rpc';
import { type Selection, selectionOf } from './selection';
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
import { warmUp } from './warmUp';

/** Seconds after the last restoration until its buffers are given back. */
const idleSeconds = 5;

/** All GPU work, in the worker. Calls that compute or upload run one after another. */
export class WorkerEngine implements WorkerApi {
  private device: Device | null = null;
  private options: EngineOptions = {};
  private backbone: ResidentBackbone | null = null;
  private readonly adapters = new Map<string, ResidentAdapter>();
  private selection: Selection | null = null;
  private wantedBudget: number | null = null;
  private adaptersLoaded = 0;
  private readonly tunings = new Map<number, TuningSession>();
  private readonly cancelled = new Set<number>();
  private turn: Promise<unknown> = Promise.resolve();
  private idle: ReturnType<typeof setTimeout> | undefined;

  start(options: EngineOptions): Promise<BackendReport> {
    return this.inTurn(async () => {
      if (this.device === null) await this.startOn(options);
      return this.running().backend.report;
    });
  }

  restart(options: EngineOptions): Promise<BackendReport> {
    return this.inTurn(async () => {
      this.releaseDevice();
      await this.startOn({ ...this.options, ...options });
      return this.running().backend.report;
    });
  }

  loadBackbone(url: string): Promise<BackboneSummary> {
    return this.inTurn(async () => {
      this.running().guard.throwIfLost();
      const { config, model } = await fetchBackbone(url);
      const loaded = await residentBackbone(config, model).catch(asWeightsError);
      await this.upload(loaded);
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
      this.running().guard.throwIfLost();
      const backbone = this.loadedBackbone();
      const bytes = new Uint8Array(await file.arrayBuffer().catch(asWeightsError));
      const id = `adapter-${this.adaptersLoaded + 1}`;
      const adapter = await Promise.resolve()
        .then(() => residentAdapter(id, bytes, backbone))
        .catch(asWeightsError);
      await this.upload(adapter);
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
      this.running().guard.throwIfLost();
      const before = tf.memory().numBytes;
      this.selection = this.selectionOf(choice);
      return { bytesUploaded: tf.memory().numBytes - before };
    });
  }

  warmUp(): Promise<WarmUpReport> {
    return this.inTurn(async () => {
      const device = this.running();
      device.guard.throwIfLost();
      return await warmUp(device, this.selected(), this.memoryBudget);
    });
  }

  setMemoryBudget(bytes: number | null): Promise<void> {
    return this.inTurn(async () => {
      this.wantedBudget = bytes;
      if (this.device !== null && (gpuBytes() ?? 0) > this.memoryBudget) this.device.trim();
    });
  }

  async decode(photo: Blob): Promise<RgbaImage> {
    const image = await decodePhoto(photo).catch(asPhotoError);
    return Comlink.transfer(image, [image.data.buffer]);
  }

  async restore(
    job: number,
    image: RgbaImage,
    focus: Rectangle | null,
    listener: RestoreListener,
    choice?: Choice,
  ): Promise<RestoreReport> {
    clearTimeout(this.idle);
    try {
      return await this.inTurn(() => {
        const throwIfCancelled = () => this.throwIfCancelled(job);
        throwIfCancelled();
        const selection = choice === undefined ? this.selected() : this.selectionOf(choice);
        const { memoryBudget } = this;
        const details = { image, focus, selection, memoryBudget, listener, throwIfCancelled };
        return runJob(this.running(), details);
      });
    } finally {
      this.cancelled.delete(job);
      (listener as Partial<Comlink.ProxyMethods>)[Comlink.releaseProxy]?.();
      this.trimWhenIdle();
    }
  }

  cancel(job: number): void {
    this.cancelled.add(job);
  }

  tuningSizes(head: string): Promise<TuningSizes> {
    return this.inTurn(async () => tuningSizes(this.headOf(head), this.running().tileBudget));
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
        this.running().backend.report.name,
        this.running().guard,
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

  private throwIfCancelled(job: number): void {
    if (this.cancelled.has(job)) throw new DOMException('Cancelled.', 'AbortError');
  }

  private async startOn(options: EngineOptions): Promise<void> {
    const backend = await startBackend(options.backend);
    this.options = options;
    this.device = new Device(backend);
    await this.uploadAgain();
  }

  /** Everything that was loaded and selected, on the device that runs now. */
  private async uploadAgain(): Promise<void> {
    if (this.backbone === null) return;
    const backbone = uploadedAgain(this.backbone);
    this.backbone = backbone;
    for (const [id, adapter] of this.adapters) {
      this.adapters.set(id, adapterUploadedAgain(adapter, backbone));
    }
    if (this.selection !== null) this.selection = this.selectionOf(this.selection.choice);
    for (const resident of [backbone, ...this.adapters.values()]) await this.upload(resident);
  }

  /** Makes a file's tensors resident now, so that nothing is left to upload when it is selected. */
  private async upload(resident: ResidentBackbone | ResidentAdapter): Promise<void> {
    try {
      const tensors = resident.tensors.values();
      await this.running().guard.watch(async () => uploadNow(tensors));
    } catch (error) {
      disposeResident(resident);
      throw error;
    }
  }

  /** Forgets everything on the device; what it takes to upload it again stays. */
  private releaseDevice(): void {
    clearTimeout(this.idle);
    for (const adapter of this.adapters.values()) disposeResident(adapter);
    if (this.backbone !== null) disposeResident(this.backbone);
    this.device?.release();
    this.device = null;
  }

  private trimWhenIdle(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(
      () => void this.inTurn(async () => this.device?.trim()),
      idleSeconds * 1000,
    );
  }

  private headOf(name: string): HeadProperties {
    const head = this.loadedBackbone().network.heads.get(name);
    if (head !== undefined) return head;
    throw new NotLoadedError(`The backbone has no head “${name}”.`, 'Choose another one.');
  }

  private selectionOf(choice: Choice): Selection {
    const adapter = choice.kind === 'adapter' ? this.loadedAdapter(choice.id) : null;
    return selectionOf(choice, this.loadedBackbone(), adapter);
  }

  private get memoryBudget(): number {
    return this.wantedBudget ?? budgetFor(this.running().residentBytes);
  }

  private running(): Device {
    if (this.device !== null) return this.device;
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
