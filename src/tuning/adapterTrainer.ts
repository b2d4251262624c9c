import * as tf from '../kernels/tf';
import { batchNormMomentum } from '../networks/adaptir/batchNorm';
import { isRunningStatistic } from '../networks/adaptir/parameters';
import type { Constants } from '../networks/constants';
import type { Network } from '../networks/network';
import { Parameters } from '../networks/parameters';
import { AdamW, type AdamWSettings } from './adamW';

/** Gradients of the trained tensors and the loss they belong to; the caller disposes the tensors. */
export interface LossAndGradients {
  readonly loss: number;
  readonly gradients: Map<string, tf.Tensor>;
}

/**
 * Trains the tensors of one adapter on a frozen backbone: L1 loss, AdamW, BatchNorm on batch
 * statistics with running updates, as in the paper's code.
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
    settings: AdamWSettings,
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
   * @returns the mean absolute error before the step.
   */
  async step(input: tf.Tensor4D, target: tf.Tensor4D): Promise<number> {
    const { loss, gradients } = await this.lossAndGradients(input, target);
    this.optimizer.step(this.trained, gradients);
    for (const gradient of gradients.values()) gradient.dispose();
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
        return tf.mean(tf.abs(tf.sub(output, target))) as tf.Scalar;
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
