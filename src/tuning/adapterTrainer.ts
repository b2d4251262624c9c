import * as tf from '../kernels/tf';
import { batchNormMomentum } from '../networks/adaptir/batchNorm';
import { isRunningStatistic } from '../networks/adaptir/parameters';
import type { Constants } from '../networks/constants';
import type { Network } from '../networks/network';
import { Parameters } from '../networks/parameters';
import { AdamW, type AdamWSettings, type AdamWState } from './adamW';
import { clipByNorm } from './gradientClipping';
import { joinedGradients } from './joined';
import { losses } from './losses';
import type { LossName } from './lossNames';

export interface TrainerSettings extends AdamWSettings {
  /** The paper's is L1, which is also the default. */
  readonly loss?: LossName;
  /** Largest norm of all gradients together; left out: any. */
  readonly gradientClip?: number;
}

/** Everything a trainer needs to go on elsewhere: row-major values, runtime layout. */
export interface TrainerState {
  readonly adapter: ReadonlyMap<string, Float32Array>;
  readonly optimizer: AdamWState;
}

/** Gradients of the trained tensors and the loss they belong to; the caller disposes the tensors. */
export interface LossAndGradients {
  readonly loss: number;
  readonly gradients: Map<string, tf.Tensor>;
}

/**
 * Trains the tensors of one adapter, its own copies of backbone modules among them, on a frozen
 * backbone: L1 unless the settings say otherwise, AdamW, BatchNorm on batch statistics with running
 * updates, as in the paper's code.
 */
export class AdapterTrainer {
  private readonly trained = new Map<string, tf.Variable>();
  private readonly statistics = new Map<string, tf.Variable>();
  private readonly optimizer: AdamW;

  /**
   * @param backbone frozen tensors, runtime layout; they stay the caller's.
   * @param adapter the adapter's tensors in the runtime layout, BatchNorm not folded; copied.
   */
  constructor(
    private readonly network: Network,
    private readonly head: string,
    private readonly backbone: ReadonlyMap<string, tf.Tensor>,
    adapter: ReadonlyMap<string, tf.Tensor>,
    private readonly settings: TrainerSettings,
    private readonly constants: Constants,
  ) {
    for (const [name, tensor] of adapter) {
      const isStatistic = isRunningStatistic(name);
      const variable = tf.tidy(() => tf.variable(tensor.clone(), !isStatistic));
      (isStatistic ? this.statistics : this.trained).set(name, variable);
    }
    this.optimizer = new AdamW(settings);
  }

  /** The adapter as it stands: trained tensors and running statistics, runtime layout. */
  get adapter(): ReadonlyMap<string, tf.Tensor> {
    return new Map([...this.trained, ...this.statistics]);
  }

  /**
   * One step on a batch.
   *
   * @param input `[N,H,W,3]` degraded, in 0–1.
   * @param target `[N,s·H,s·W,3]` clean, in 0–1.
   * @param rateFactor what a schedule multiplies the learning rate by.
   * @returns the loss before the step. Where it is not a number, nothing is trained.
   */
  async step(input: tf.Tensor4D, target: tf.Tensor4D, rateFactor = 1): Promise<number> {
    const { loss, gradients } = await this.lossAndGradients(input, target);
    const { gradientClip } = this.settings;
    if (Number.isFinite(loss)) {
      tf.tidy(() => {
        const gradient = joinedGradients(this.trained, gradients);
        const clipped = gradientClip === undefined ? gradient : clipByNorm(gradient, gradientClip);
        this.optimizer.step(this.trained, clipped, rateFactor);
      });
    }
    tf.dispose([...gradients.values()]);
    return loss;
  }

  /** Loss and gradients on a batch; the running statistics take the batch in. */
  async lossAndGradients(input: tf.Tensor4D, target: tf.Tensor4D): Promise<LossAndGradients> {
    const names = [...this.trained.keys()];
    const { value, grads } = tf.tidy(() => {
      const loss = (...tensors: tf.Tensor[]) => {
        const adapter = new Map(names.map((name, i) => [name, tensors[i] as tf.Tensor]));
        const output = this.network.forward(
          input,
          this.head,
          new Parameters([adapter, this.backbone]),
          this.constants,
          (module, { mean, variance }) => {
            this.updateRunning(`${module}.running_mean`, mean);
            this.updateRunning(`${module}.running_var`, variance);
          },
        );
        return losses[this.settings.loss ?? 'l1'](output, target);
      };
      return tf.valueAndGrads(loss)([...this.trained.values()]);
    });
    const [loss = Number.NaN] = await value.data();
    value.dispose();
    return {
      loss,
      gradients: new Map(names.map((name, i) => [name, grads[i] as tf.Tensor])),
    };
  }

  /** `adapter`, read back: all at once, for each wait on a GPU is a round trip. */
  async values(): Promise<Map<string, Float32Array>> {
    const reads = [...this.adapter].map(
      async ([name, tensor]) => [name, (await tensor.data()) as Float32Array] as const,
    );
    return new Map(await Promise.all(reads));
  }

  async state(): Promise<TrainerState> {
    return { adapter: await this.values(), optimizer: await this.optimizer.state() };
  }

  /** Goes on from the `state` of another trainer of the same adapter. */
  restore({ adapter, optimizer }: TrainerState): void {
    for (const [name, values] of adapter) {
      const variable = this.trained.get(name) ?? this.statistics.get(name);
      if (variable === undefined) throw new Error(`The adapter has no “${name}”.`);
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
    this.optimizer.restore(optimizer, this.trained);
  }

  dispose(): void {
    this.optimizer.dispose();
    for (const variable of [...this.trained.values(), ...this.statistics.values()]) {
      variable.dispose();
    }
  }

  private updateRunning(name: string, batch: tf.Tensor1D): void {
    const running = this.statistics.get(name);
    if (running === undefined) throw new Error(`The adapter lacks “${name}”.`);
    tf.tidy(() => {
      running.assign(
        tf.add(tf.mul(running, 1 - batchNormMomentum), tf.mul(batch, batchNormMomentum)),
      );
    });
  }
}
