import * as Comlink from 'comlink';
import { decodePhoto } from '../imaging/decodePhoto';
import { degrade } from '../imaging/degradation/degrade';
import type { Recipe } from '../imaging/degradation/recipe';
import { middleSample } from '../imaging/estimation/sample';
import { glanceAt, middleOf, type PhotoGlance } from '../imaging/photoGlance';
import type { ColorSpace, Rectangle, RgbaImage } from '../imaging/rgbaImage';
import { gpuBytes } from '../kernels/bufferPool';
import * as tf from '../kernels/tf';
import { defaultHidden } from '../tuning/tuningDefaults';
import { backboneFrom } from './backboneFolder';
import { startBackend } from './backends/startBackend';
import { Device } from './device';
import { NotLoadedError } from './errors';
import { HeldPhotos } from './heldPhotos';
import { livePreview } from './livePreview';
import { LoadedModels } from './loadedModels';
import { budgetFor } from './memoryBudget';
import type {
  AdapterSummary,
  BackboneFiles,
  BackboneSource,
  BackboneSummary,
  BackendReport,
  Choice,
  EngineOptions,
  MemoryReport,
  MixPart,
  PhotoHandle,
  RestoreReport,
  WarmUpReport,
} from './protocol';
import {
  backboneWithTensors,
  checkedBackbone,
  disposeResident,
  precisionFor,
  type ResidentBackbone,
} from './residents';
import { runJob } from './restorationJob';
import type { RestoreListener, WorkerApi } from './rpc';
import { disposeSelection, type Selection } from './selection';
import { asPhotoError, asWeightsError } from './translatedErrors';
import { type InTurn, TuningJob } from './tuning/tuningJob';
import { usablePhotos } from './tuning/tuningPhotos';
import type {
  TunedAdapter,
  TuneOptions,
  TuningCommand,
  TuningListener,
  TuningSizes,
} from './tuning/tuningProtocol';
import { tuningSizes } from './tuning/tuningSizes';
import { warmUp } from './warmUp';

/** Seconds after the last restoration until its buffers are given back. */
const idleSeconds = 5;
/** Pixels of a thumbnail's longer side: enough for a dense screen. */
const thumbnailSide = 160;

/** All GPU work, in the worker. Calls that compute or upload run one after another. */
export class WorkerEngine implements WorkerApi {
  private device: Device | null = null;
  private options: EngineOptions = {};
  private readonly models = new LoadedModels();
  private readonly photos = new HeldPhotos();
  private wantedBudget: number | null = null;
  private readonly tunings = new Map<number, TuningJob>();
  private readonly cancelled = new Set<number>();
  private turn: Promise<unknown> = Promise.resolve();
  private idle: ReturnType<typeof setTimeout> | undefined;

  start(options: EngineOptions): Promise<BackendReport> {
    return this.inTurn(async () => {
      if (this.device === null) await this.startOn(options);
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

  loadBackbone(source: BackboneSource): Promise<BackboneSummary> {
    return this.inTurn(() => this.models.loadBackbone(source, this.usable()));
  }

  async checkBackbone(files: BackboneFiles): Promise<BackboneSummary> {
    const { config, model } = await backboneFrom(files).catch(asWeightsError);
    const { summary } = await checkedBackbone(config, model).catch(asWeightsError);
    return summary;
  }

  loadAdapter(file: Blob): Promise<AdapterSummary> {
    return this.inTurn(() => this.models.loadAdapter(file, this.usable()));
  }

  unloadAdapter(id: string): Promise<void> {
    return this.inTurn(async () => this.models.unloadAdapter(id));
  }

  mixedAdapter(parts: readonly MixPart[], name: string): Promise<Blob> {
    return this.inTurn(async () => this.models.mixedAdapter(parts, name));
  }

  select(choice: Choice): Promise<{ bytesUploaded: number }> {
    return this.inTurn(async () => this.models.select(choice, this.usable()));
  }

  warmUp(): Promise<WarmUpReport> {
    return this.inTurn(async () => {
      const device = this.usable();
      device.startWorkers(this.models.selection);
      return await warmUp(device, this.models.selection, this.memoryBudget);
    });
  }

  setMemoryBudget(bytes: number | null): Promise<void> {
    return this.inTurn(async () => {
      this.wantedBudget = bytes;
      if (this.device !== null && (gpuBytes() ?? 0) > this.memoryBudget) this.device.trim();
    });
  }

  async decode(photo: Blob, space?: ColorSpace): Promise<RgbaImage> {
    const image = await decodePhoto(photo, space).catch(asPhotoError);
    return Comlink.transfer(image, [image.data.buffer]);
  }

  async openPhoto(photo: Blob): Promise<PhotoHandle> {
    return this.photos.keep(await decodePhoto(photo).catch(asPhotoError));
  }

  keepPhoto(image: RgbaImage): PhotoHandle {
    return this.photos.keep(image);
  }

  photoPixels(id: number): RgbaImage {
    const image = this.photos.pixels(id);
    const data = image.data.slice();
    return Comlink.transfer({ ...image, data }, [data.buffer]);
  }

  photoSample(id: number): RgbaImage {
    const sample = middleSample(this.photos.pixels(id));
    return Comlink.transfer(sample, [sample.data.buffer]);
  }

  releasePhoto(id: number): void {
    this.photos.release(id);
  }

  async glance(photo: Blob): Promise<PhotoGlance> {
    return await glanceAt(photo, thumbnailSide).catch(asPhotoError);
  }

  async middle(photo: Blob, side: number): Promise<RgbaImage> {
    const image = await middleOf(photo, side).catch(asPhotoError);
    return Comlink.transfer(image, [image.data.buffer]);
  }

  async degrade(clean: RgbaImage, recipe: Recipe, seed: number): Promise<RgbaImage> {
    const image = await degrade(clean, recipe, seed);
    return Comlink.transfer(image, [image.data.buffer]);
  }

  async restore(
    job: number,
    photo: number,
    focus: Rectangle | null,
    listener: RestoreListener,
    choice?: Choice,
  ): Promise<RestoreReport> {
    clearTimeout(this.idle);
    try {
      return await this.inTurn(async () => {
        const throwIfCancelled = () => this.throwIfCancelled(job);
        throwIfCancelled();
        return await this.withSelection(choice, (selection) => {
          const { memoryBudget } = this;
          const image = this.photos.exposedFor(selection, photo);
          const details = { image, focus, selection, memoryBudget, listener, throwIfCancelled };
          return runJob(this.running(), details);
        });
      });
    } finally {
      this.cancelled.delete(job);
      (listener as Partial<Comlink.ProxyMethods>)[Comlink.releaseProxy]?.();
      this.trimWhenIdle();
    }
  }

  async livePreview(photo: number, area: Rectangle, choice: Choice): Promise<ImageBitmap> {
    clearTimeout(this.idle);
    try {
      const bitmap = await this.inTurn(() =>
        this.withSelection(choice, (selection) => {
          const image = this.photos.exposedFor(selection, photo, area);
          return livePreview(this.usable(), selection, image, this.memoryBudget);
        }),
      );
      return Comlink.transfer(bitmap, [bitmap]);
    } finally {
      this.trimWhenIdle();
    }
  }

  cancel(job: number): void {
    this.cancelled.add(job);
  }

  tuningSizes(head: string, hidden: number = defaultHidden): Promise<TuningSizes> {
    return this.inTurn(async () => {
      this.models.headOf(head);
      const { network } = this.models.backbone;
      const { tileBudget } = this.running();
      return tuningSizes(network, head, hidden, { tileBudget, memoryBudget: this.memoryBudget });
    });
  }

  async tune(job: number, options: TuneOptions, listener: TuningListener): Promise<TunedAdapter> {
    let inFull: ResidentBackbone | null = null;
    try {
      const { backbone } = this.models;
      // Gradients want the weights as they are in the file.
      const isHalved = precisionFor(backbone.network, this.running().precision) === 'f16';
      if (isHalved) inFull = backboneWithTensors(backbone, 'f32');
      const { startFrom: id, checkpoint } = options;
      // A checkpoint holds all that is trained: where the run began may be gone by now.
      const startFrom = id === null || checkpoint !== null ? null : this.models.adapter(id);
      const { patch, head } = options.settings;
      const session = new TuningJob(
        options,
        inFull ?? backbone,
        startFrom,
        this.running().backend.report.name,
        this.running().guard,
      );
      this.tunings.set(job, session);
      const photos = await usablePhotos(options.photos, patch, this.models.headOf(head).scale);
      const onSameDevice: InTurn = (task) =>
        this.inTurn(() => {
          if (this.models.backbone === backbone) return task();
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
      if (inFull !== null) disposeResident(inFull);
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

  /** Runs something with what is selected, or with a choice that stands in its place meanwhile. */
  private async withSelection<Value>(
    choice: Choice | undefined,
    run: (selection: Selection) => Promise<Value>,
  ): Promise<Value> {
    const isSelected = choice === undefined || this.models.isSelected(choice);
    const beside = isSelected ? null : this.models.selectionOf(choice, this.running().precision);
    try {
      return await run(beside ?? this.models.selection);
    } finally {
      disposeSelection(beside);
    }
  }

  private throwIfCancelled(job: number): void {
    if (this.cancelled.has(job)) throw new DOMException('Cancelled.', 'AbortError');
  }

  private async startOn(options: EngineOptions): Promise<void> {
    const backend = await startBackend(options.backend);
    this.options = options;
    this.device = await Device.on(backend, options.precision);
    await this.models.moveTo(this.device);
  }

  /** Forgets everything on the device; what it takes to upload it again stays. */
  private releaseDevice(): void {
    clearTimeout(this.idle);
    this.models.dispose();
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

  private get memoryBudget(): number {
    return this.wantedBudget ?? budgetFor(this.running().residentBytes);
  }

  private running(): Device {
    if (this.device !== null) return this.device;
    throw new NotLoadedError('The engine has not started.', 'Start it first.');
  }

  /** To compute or upload on. */
  private usable(): Device {
    const device = this.running();
    device.guard.throwIfLost();
    return device;
  }

  private inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const result = this.turn.then(task);
    // Whoever awaits `result` hears of a failure; the next in line does not care.
    this.turn = result.catch(() => undefined);
    return result;
  }
}
