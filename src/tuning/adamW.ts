import * as tf from '../kernels/tf';
import { assignParts, joined } from './joined';

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

/** Moments of all variables, joined in their order. */
interface Moments {
  /** Names and sizes in that order. */
  readonly parts: ReadonlyMap<string, number>;
  readonly first: tf.Variable<tf.Rank.R1>;
  readonly second: tf.Variable<tf.Rank.R1>;
}

/**
 * AdamW with decoupled weight decay. tfjs's own Adam has no decay, and a default epsilon that
 * differs by backend.
 */
export class AdamW {
  private moments: Moments | null = null;
  private steps = 0;

  constructor(private readonly settings: AdamWSettings) {}

  /**
   * Updates the variables in place: the same ones in the same order every time.
   *
   * @param gradient of all of them, joined in their order.
   * @param rateFactor what a schedule multiplies the learning rate by.
   */
  step(variables: ReadonlyMap<string, tf.Variable>, gradient: tf.Tensor1D, rateFactor = 1): void {
    const { betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0.01 } = this.settings;
    const learningRate = this.settings.learningRate * rateFactor;
    const [beta1, beta2] = betas;
    this.steps++;
    const firstCorrection = 1 - beta1 ** this.steps;
    const secondCorrection = 1 - beta2 ** this.steps;
    const { first, second } = this.momentsOf(variables);
    tf.tidy(() => {
      first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
      second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
      const denominator = tf.add(tf.sqrt(tf.div(second, secondCorrection)), epsilon);
      const update = tf.div(tf.div(first, firstCorrection), denominator);
      const decayed = tf.mul(joined(variables), 1 - learningRate * weightDecay);
      assignParts(variables, tf.sub(decayed, tf.mul(update, learningRate)));
    });
  }

  async state(): Promise<AdamWState> {
    const moments = new Map<string, { first: Float32Array; second: Float32Array }>();
    if (this.moments === null) return { steps: this.steps, moments };
    const { parts } = this.moments;
    const first = (await this.moments.first.data()) as Float32Array;
    const second = (await this.moments.second.data()) as Float32Array;
    let from = 0;
    for (const [name, size] of parts) {
      const to = from + size;
      moments.set(name, { first: first.slice(from, to), second: second.slice(from, to) });
      from = to;
    }
    return { steps: this.steps, moments };
  }

  /** Goes on from another optimizer's `state` on variables of the same names and shapes. */
  restore(state: AdamWState, variables: ReadonlyMap<string, tf.Variable>): void {
    this.steps = state.steps;
    if (state.moments.size === 0) return;
    for (const name of state.moments.keys()) {
      if (!variables.has(name)) throw new Error(`Nothing is trained as “${name}”.`);
    }
    const { first, second } = this.momentsOf(variables);
    const saved = (order: 'first' | 'second') =>
      new Map(
        [...variables].map(([name, { shape }]) => {
          const moments = state.moments.get(name);
          if (moments === undefined) throw new Error(`Nothing is remembered of “${name}”.`);
          return [name, tf.tensor(moments[order], shape)];
        }),
      );
    tf.tidy(() => {
      first.assign(joined(saved('first')));
      second.assign(joined(saved('second')));
    });
  }

  dispose(): void {
    if (this.moments === null) return;
    this.moments.first.dispose();
    this.moments.second.dispose();
    this.moments = null;
  }

  private momentsOf(variables: ReadonlyMap<string, tf.Variable>): Moments {
    if (this.moments !== null) return this.moments;
    const parts = new Map([...variables].map(([name, { size }]) => [name, size]));
    const size = [...parts.values()].reduce((sum, part) => sum + part, 0);
    const zeros = () => tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([size]), false));
    this.moments = { parts, first: zeros(), second: zeros() };
    return this.moments;
  }
}
