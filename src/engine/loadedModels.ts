import { writeAdapter } from '../files/adapter';
import type { Precision } from '../kernels/halves/precision';
import { moveToGpu } from '../kernels/moveToGpu';
import * as tf from '../kernels/tf';
import type { HeadProperties } from '../networks/network';
import { backboneFrom } from './backboneFolder';
import type { Device } from './device';
import type { DeviceGuard } from './deviceGuard';
import { NotLoadedError } from './errors';
import { mixedFile } from './mixing';
import type { AdapterSummary, BackboneSource, BackboneSummary, Choice, MixPart } from './protocol';
import {
  adapterWithTensors,
  backboneWithTensors,
  disposeResident,
  type ResidentAdapter,
  type ResidentBackbone,
  residentAdapter,
  residentBackbone,
} from './residents';
import {
  adaptersOf,
  disposeSelection,
  isSameChoice,
  type Selection,
  selectionOf,
} from './selection';
import { asWeightsError } from './translatedErrors';

/**
 * The backbone, its adapters, and what is selected of them. They are on one device at a time and
 * outlive it: `moveTo` brings them onto the next one. Calls must not overlap.
 */
export class LoadedModels {
  private loadedBackbone: ResidentBackbone | null = null;
  private readonly adapters = new Map<string, ResidentAdapter>();
  private selected: Selection | null = null;
  private adaptersLoaded = 0;

  /** @throws NotLoadedError when there is none. */
  get backbone(): ResidentBackbone {
    if (this.loadedBackbone !== null) return this.loadedBackbone;
    throw new NotLoadedError('No backbone is loaded.', 'Load one first.');
  }

  /** @throws NotLoadedError when nothing is selected. */
  get selection(): Selection {
    if (this.selected !== null) return this.selected;
    throw new NotLoadedError('Nothing is chosen to restore with.', 'Choose an adapter first.');
  }

  /** @throws NotLoadedError when no loaded adapter has this id. */
  adapter(id: string): ResidentAdapter {
    const adapter = this.adapters.get(id);
    if (adapter !== undefined) return adapter;
    throw new NotLoadedError('That adapter is not loaded.', 'Choose one of the list.');
  }

  /** @throws NotLoadedError when the backbone has no such head. */
  headOf(name: string): HeadProperties {
    const head = this.backbone.network.heads.get(name);
    if (head !== undefined) return head;
    throw new NotLoadedError(`The backbone has no head “${name}”.`, 'Choose another one.');
  }

  /**
   * Takes the place of the loaded backbone, its adapters and the selection; where it cannot be
   * loaded, all of them stay.
   *
   * @throws WeightsError for files that cannot be read or are not a backbone's.
   */
  async loadBackbone(source: BackboneSource, device: Device): Promise<BackboneSummary> {
    const { config, model } = await backboneFrom(source).catch(asWeightsError);
    const loaded = await residentBackbone(config, model, device.precision).catch(asWeightsError);
    await makeResident(loaded, device.guard);
    this.dispose();
    this.selected = null;
    this.adapters.clear();
    this.loadedBackbone = loaded;
    return loaded.summary;
  }

  /** @throws WeightsError for a file that cannot be read or does not fit the backbone. */
  async loadAdapter(file: Blob, device: Device): Promise<AdapterSummary> {
    const { backbone } = this;
    const bytes = new Uint8Array(await file.arrayBuffer().catch(asWeightsError));
    const id = `adapter-${this.adaptersLoaded + 1}`;
    const adapter = await Promise.resolve()
      .then(() => residentAdapter(id, bytes, backbone, device.precision))
      .catch(asWeightsError);
    await makeResident(adapter, device.guard);
    this.adaptersLoaded++;
    this.adapters.set(id, adapter);
    return adapter.summary;
  }

  /** With it goes a selection that it is part of. */
  unloadAdapter(id: string): void {
    const adapter = this.adapter(id);
    const { choice } = this.selected ?? {};
    if (choice !== undefined && adaptersOf(choice).includes(id)) this.replaceSelection(null);
    this.adapters.delete(id);
    disposeResident(adapter);
  }

  /** @throws WeightsError for adapters that cannot be mixed. */
  mixedAdapter(parts: readonly MixPart[], name: string): Blob {
    const files = parts.map(({ id, strength }) => ({ ...this.adapter(id), strength }));
    const { file } = this.backbone;
    try {
      return new Blob([writeAdapter(mixedFile(files, file, name))]);
    } catch (error) {
      return asWeightsError(error);
    }
  }

  /** @throws see `selectionOf`. */
  select(choice: Choice, { precision }: Device): { bytesUploaded: number } {
    if (this.isSelected(choice)) return { bytesUploaded: 0 };
    const before = tf.memory().numBytes;
    const selection = this.selectionOf(choice, precision);
    const bytesUploaded = tf.memory().numBytes - before;
    this.replaceSelection(selection);
    return { bytesUploaded };
  }

  isSelected(choice: Choice): boolean {
    return this.selected !== null && isSameChoice(this.selected.choice, choice);
  }

  /**
   * A selection besides the one that is kept here; the caller gives it to `disposeSelection`.
   *
   * @param precision that the device stores numbers in.
   * @throws NotLoadedError for what is not loaded, WeightsError for adapters that cannot be mixed.
   */
  selectionOf(choice: Choice, precision: Precision): Selection {
    const adapters = adaptersOf(choice).map((id) => this.adapter(id));
    try {
      return selectionOf(choice, this.backbone, adapters, precision);
    } catch (error) {
      return asWeightsError(error);
    }
  }

  /** Everything that is loaded and selected, on a device that has none of it. */
  async moveTo({ precision, guard }: Device): Promise<void> {
    if (this.loadedBackbone === null) return;
    const backbone = backboneWithTensors(this.loadedBackbone, precision);
    this.loadedBackbone = backbone;
    for (const [id, adapter] of this.adapters) {
      this.adapters.set(id, adapterWithTensors(adapter, backbone, precision));
    }
    if (this.selected !== null) this.selected = this.selectionOf(this.selected.choice, precision);
    for (const resident of [backbone, ...this.adapters.values()])
      await makeResident(resident, guard);
  }

  /** Gives back everything on the device; what it takes to upload it again stays. */
  dispose(): void {
    disposeSelection(this.selected);
    for (const adapter of this.adapters.values()) disposeResident(adapter);
    if (this.loadedBackbone !== null) disposeResident(this.loadedBackbone);
  }

  private replaceSelection(selection: Selection | null): void {
    disposeSelection(this.selected);
    this.selected = selection;
  }
}

/** Makes a file's tensors resident now, so that nothing is left to upload when it is selected. */
async function makeResident(
  resident: ResidentBackbone | ResidentAdapter,
  guard: DeviceGuard,
): Promise<void> {
  try {
    await guard.watch(async () => moveToGpu(resident.tensors.values()));
  } catch (error) {
    disposeResident(resident);
    throw error;
  }
}
