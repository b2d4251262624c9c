import * as tf from '../kernels/tf';

/** Settings of AdamW (Loshchilov & Hutter, ICLR 2019), defaults as in PyTorch. */
export interface AdamWSettings {
  readonly learningRate: number;
  readonly betas?: readonly [number, number];
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

/** Moments of one trained tensor. */
interface Moments {
  readonly first: tf.Variable;
  readonly second: tf.Variable;
}

/**
 * AdamW with decoupled weight decay. tfjs's own Adam has no decay, and a default epsilon that
 * differs by backend.
 */
export class AdamW {
  private readonly moments = new Map<string, Moments>();
  private steps = 0;

  constructor(private readonly settings: AdamWSettings) {}

  /** Updates the variables in place; `gradients` has a tensor of the same shape for each. */
  step(
    variables: ReadonlyMap<string, tf.Variable>,
    gradients: ReadonlyMap<string, tf.Tensor>,
  ): void {
    const {
      learningRate,
      betas = [0.9, 0.999],
      epsilon = 1e-8,
      weightDecay = 0.01,
    } = this.settings;
    const [beta1, beta2] = betas;
    this.steps++;
    const firstCorrection = 1 - beta1 ** this.steps;
    const secondCorrection = 1 - beta2 ** this.steps;
    for (const [name, variable] of variables) {
      const gradient = gradients.get(name);
      if (gradient === undefined) throw new Error(`No gradient reached “${name}”.`);
      const { first, second } = this.momentsOf(name, variable);
      tf.tidy(() => {
        first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
        second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
        const denominator = tf.add(tf.sqrt(tf.div(second, secondCorrection)), epsilon);
        const update = tf.div(tf.div(first, firstCorrection), denominator);
        const decayed = tf.mul(variable, 1 - learningRate * weightDecay);
        variable.assign(tf.sub(decayed, tf.mul(update, learningRate)));
      });
    }
  }

  dispose(): void {
    for (const { first, second } of this.moments.values()) {
      first.dispose();
      second.dispose();
    }
    this.moments.clear();
  }

  private momentsOf(name: string, variable: tf.Variable): Moments {
    const known = this.moments.get(name);
    if (known !== undefined) return known;
    const made = tf.tidy(() => ({
      first: tf.variable(tf.zerosLike(variable), false),
      second: tf.variable(tf.zerosLike(variable), false),
    }));
    this.moments.set(name, made);
    return made;
  }
}
