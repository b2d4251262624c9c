import type { Recipe } from '../imaging/degradation/recipe';
import type { RgbaImage } from '../imaging/rgbaImage';
import * as tf from '../kernels/tf';
import { Constants } from '../networks/constants';
import type { Network } from '../networks/network';
import {
  type ParameterSpecs,
  type ParameterValues,
  toPublishedLayout,
} from '../networks/parameters';
import { parameterTensors } from '../networks/parameterTensors';
import { AdapterTrainer, type TrainerState } from './adapterTrainer';
import { PatchSampler } from './data/patchSampler';
import type { TuningPhoto } from './data/photoSplit';
import { DivergenceWatch } from './divergence';
import { rateFactor } from './learningRate';
import { pictureTensor } from './patchTensors';
import type { TuningSettings } from './tuningSettings';
import { Validation } from './validation';

/** An adapter's tensors under their published names, published layout. */
export type AdapterValues = ReadonlyMap<string, ParameterValues>;

/** Held-out patches' average PSNR (RGB, dB) after so many steps. */
export interface ValidationPoint {
  readonly step: number;
  readonly psnr: number;
}

/** What happened so far; `losses[i]` is the loss before step i was taken. */
export interface Curves {
  readonly losses: readonly number[];
  readonly validations: readonly ValidationPoint[];
}

/** The run between two steps. */
export interface TuningProgress {
  /** Steps taken. */
  readonly step: number;
  /** Loss of the last one; null before the first. */
  readonly loss: number | null;
  readonly validation: ValidationPoint | null;
  /** The first held-out patch as the adapter restores it now, where it was just validated. */
  readonly preview: RgbaImage | null;
}

/** Why and with what a run ended. */
export interface TuningOutcome {
  /** Where it came off the road, why and what to change; null where it went to its end. */
  readonly problem: string | null;
}

/** Everything that a run needs to go on elsewhere. */
export interface RunState {
  readonly trainer: TrainerState;
  readonly curves: Curves;
  readonly best: { readonly point: ValidationPoint; readonly values: AdapterValues };
}

export interface TuningRunOptions {
  readonly network: Network;
  /** Frozen tensors, runtime layout; they stay the caller's. */
  readonly backbone: ReadonlyMap<string, tf.Tensor>;
  /** Of everything the adapter holds, its copies of backbone modules among it. */
  readonly specs: ParameterSpecs;
  /** Where it starts. */
  readonly start: AdapterValues;
  readonly photos: readonly TuningPhoto[];
  readonly recipe: Recipe;
  readonly settings: TuningSettings;
  /** Left out: from the first step. */
  readonly resume?: RunState;
}

/**
 * One run of tuning. `steps` is pulled: who stops pulling pauses, who returns the generator cancels.
 * What it draws depends on the seed and the step alone, so that a resumed run takes the very steps
 * that an uninterrupted one would.
 */
export class TuningRun {
  private readonly constants = new Constants();
  private readonly trainer: AdapterTrainer;
  private readonly sampler: PatchSampler;
  private readonly divergence = new DivergenceWatch();
  private readonly losses: number[] = [];
  private readonly validations: ValidationPoint[] = [];
  private best: RunState['best'] | null = null;
  private measuring: Promise<Validation> | null = null;

  /** @throws RangeError where there is no photo large enough. */
  constructor(private readonly options: TuningRunOptions) {
    const { network, backbone, specs, start, photos, recipe, settings, resume } = options;
    const scale = network.heads.get(settings.head)?.scale ?? 1;
    this.sampler = new PatchSampler(photos, {
      patch: settings.patch,
      scale,
      recipe,
      seed: settings.seed,
    });
    const adapter = parameterTensors(start, specs);
    this.trainer = new AdapterTrainer(
      network,
      settings.head,
      backbone,
      adapter,
      settings,
      this.constants,
    );
    tf.dispose([...adapter.values()]);
    if (resume === undefined) return;
    this.trainer.restore(resume.trainer);
    this.losses.push(...resume.curves.losses);
    for (const loss of resume.curves.losses) this.divergence.add(loss);
    this.validations.push(...resume.curves.validations);
    this.best = resume.best;
  }

  /** Trains to the end, yielding after each step; validates first, now and then, and last. */
  async *steps(): AsyncGenerator<TuningProgress, TuningOutcome> {
    const { settings } = this.options;
    const validation = await this.validation();
    if (this.validations.length === 0) yield await this.validated(validation, null);
    while (this.step < settings.steps) {
      const loss = await this.trainStep();
      const problem = this.divergence.add(loss);
      if (problem !== null) return { problem };
      this.losses.push(loss);
      const isDue = this.step % settings.validateEvery === 0 || this.step === settings.steps;
      yield isDue
        ? await this.validated(validation, loss)
        : { step: this.step, loss, validation: null, preview: null };
    }
    return { problem: null };
  }

  /** Validates now, where that did not just happen: what is kept should be known. */
  async validateNow(): Promise<void> {
    if (this.validations.at(-1)?.step === this.step) return;
    await this.validated(await this.validation(), null);
  }

  async state(): Promise<RunState> {
    if (this.best === null) throw new Error('The run has not begun.');
    const { best, curves } = this;
    return { trainer: await this.trainer.state(), curves, best };
  }

  get curves(): Curves {
    return { losses: [...this.losses], validations: [...this.validations] };
  }

  /** The validated adapter of the highest PSNR so far; null before the first validation. */
  get bestSoFar(): RunState['best'] | null {
    return this.best;
  }

  /** The held-out patches, drawn and degraded once. */
  validation(): Promise<Validation> {
    const { network, backbone, specs, settings } = this.options;
    this.measuring ??= this.sampler
      .heldOut()
      .then((pairs) => new Validation(network, settings.head, backbone, specs, pairs));
    return this.measuring;
  }

  /** Steps taken. */
  private get step(): number {
    return this.losses.length;
  }

  dispose(): void {
    this.trainer.dispose();
    this.constants.clear();
  }

  private async trainStep(): Promise<number> {
    const { settings } = this.options;
    const pairs = await this.sampler.batch(this.step, settings.batch);
    const input = pictureTensor(pairs.map(({ degraded }) => degraded));
    const target = pictureTensor(pairs.map(({ clean }) => clean));
    try {
      return await this.trainer.step(input, target, rateFactor(this.step, settings));
    } finally {
      tf.dispose([input, target]);
    }
  }

  private async validated(validation: Validation, loss: number | null): Promise<TuningProgress> {
    const values = await this.values();
    const { psnr, preview } = await validation.measure(values);
    const point = { step: this.step, psnr };
    this.validations.push(point);
    if (this.best === null || psnr > this.best.point.psnr) this.best = { point, values };
    return { step: this.step, loss, validation: point, preview };
  }

  private async values(): Promise<AdapterValues> {
    const { specs } = this.options;
    return new Map(
      [...(await this.trainer.values())].map(([name, values]) => {
        const spec = specs.get(name);
        if (spec === undefined) throw new Error(`The network has no parameter “${name}”.`);
        return [name, toPublishedLayout(values, spec)];
      }),
    );
  }
}
