import * as tf from '../kernels/tf';

/** Settings of AdamW (Loshchilov & Hutter, ICLR 2019), defaults as in PyTorch. */
export interface AdamWSettings {
  readonly learningRate: number;
  readonly betas?: readonly [number, number];
  readonly epsilon?: number;
  readonly weightDecay?: number;
}

/** What an optimizer remembers, to go on elsewhere: row-major moments by tensor name. */
export interface AdamWState {
  readonly steps: number;
  readonly moments: ReadonlyMap<
    string,
    { readonly first: Float32Array; readonly second: Float32Array }
  >;
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

  /**
   * Updates the variables in place; `gradients` has a tensor of the same shape for each.
   *
   * @param rateFactor what a schedule multiplies the learning rate by.
   */
  step(
    variables: ReadonlyMap<string, tf.Variable>,
    gradients: ReadonlyMap<string, tf.Tensor>,
    rateFactor = 1,
  ): void {
    const { betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0.01 } = this.settings;
    const learningRate = this.settings.learningRate * rateFactor;
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

  async state(): Promise<AdamWState> {
    const moments = new Map<string, { first: Float32Array; second: Float32Array }>();
    for (const [name, { first, second }] of this.moments) {
      moments.set(name, {
        first: (await first.data()) as Float32Array,
        second: (await second.data()) as Float32Array,
      });
    }
    return { steps: this.steps, moments };
  }

  /** Goes on from another optimizer's `state` on variables of the same names and shapes. */
  restore(state: AdamWState, variables: ReadonlyMap<string, tf.Variable>): void {
    this.steps = state.steps;
    for (const [name, saved] of state.moments) {
      const variable = variables.get(name);
      if (variable === undefined) throw new Error(`Nothing is trained as “${name}”.`);
      const { first, second } = this.momentsOf(name, variable);
      tf.tidy(() => {
        first.assign(tf.tensor(saved.first, variable.shape));
        second.assign(tf.tensor(saved.second, variable.shape));
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
