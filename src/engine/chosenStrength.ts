import type { Precision } from '../kernels/halves/precision';
import * as tf from '../kernels/tf';
import {
  adapterTensors,
  type ResidentAdapter,
  type ResidentBackbone,
  type ResidentTensors,
} from './residents';

interface Made {
  readonly adapter: ResidentAdapter;
  readonly strength: number;
  readonly tensors: ResidentTensors;
}

/** The chosen adapter at another strength than its own, of which one at a time is on the device. */
export class ChosenStrength {
  private made: Made | null = null;
  private outdated: Made | null = null;

  /** @returns the adapter with tensors of this strength; those of before stay until `settle`. */
  of(
    adapter: ResidentAdapter,
    backbone: ResidentBackbone,
    precision: Precision,
    strength: number,
  ): ResidentAdapter {
    if (strength === 1) {
      this.replace(null);
      return adapter;
    }
    if (this.made?.adapter !== adapter || this.made.strength !== strength) {
      const tensors = adapterTensors(adapter.file, backbone, precision, strength);
      this.replace({ adapter, strength, tensors });
    }
    return this.made === null ? adapter : { ...adapter, tensors: this.made.tensors };
  }

  /** Nothing points to the tensors of before any more. */
  settle(): void {
    if (this.outdated !== null) tf.dispose([...this.outdated.tensors.values()]);
    this.outdated = null;
  }

  dispose(): void {
    this.replace(null);
    this.settle();
  }

  private replace(made: Made | null): void {
    this.settle();
    this.outdated = this.made;
    this.made = made;
  }
}
