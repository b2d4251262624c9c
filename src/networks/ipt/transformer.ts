import * as tf from '../../kernels/tf';
import { adaptir, adaptirsUnder } from '../adaptir/adaptir';
import type { BatchStatisticsListener } from '../adaptir/batchNorm';
import type { Constants } from '../constants';
import { linear, project } from '../layers/linear';
import { layerNorm } from '../layers/normalization';
import type { Parameters } from '../parameters';

/** What every layer needs beside its own parameters. */
export interface LayerContext {
  readonly heads: number;
  readonly constants: Constants;
  readonly onBatchStatistics?: BatchStatisticsListener | undefined;
}

/** Pre-norm self-attention, then MLP and adapter, on tokens `[N,T,E]`. */
export function encoderLayer(x: tf.Tensor3D, p: Parameters, context: LayerContext): tf.Tensor3D {
  return tf.tidy(() => {
    const y = layerNorm(x, p.under('norm1'));
    const attended = tf.add(x, attention(y, y, y, context.heads, p.under('self_attn')));
    return feedForward(attended as tf.Tensor3D, p, 'norm2', context);
  });
}

/** Self-attention with the task's query added to q and k, attention to the encoder, MLP and adapter. */
export function decoderLayer(
  x: tf.Tensor3D,
  encoded: tf.Tensor3D,
  query: tf.Tensor3D,
  p: Parameters,
  context: LayerContext,
): tf.Tensor3D {
  return tf.tidy(() => {
    const y = layerNorm(x, p.under('norm1'));
    const asked = tf.add(y, query) as tf.Tensor3D;
    const self = attention(asked, asked, y, context.heads, p.under('self_attn'));
    const attended = tf.add(x, self) as tf.Tensor3D;
    const crossQuery = tf.add(layerNorm(attended, p.under('norm2')), query) as tf.Tensor3D;
    const cross = attention(crossQuery, encoded, encoded, context.heads, p.under('multihead_attn'));
    return feedForward(tf.add(attended, cross), p, 'norm3', context);
  });
}

/** `x + linear2(relu(linear1(y))) + adaptir(y)`, `y = norm(x)`. */
function feedForward(
  x: tf.Tensor3D,
  p: Parameters,
  norm: 'norm2' | 'norm3',
  context: LayerContext,
): tf.Tensor3D {
  return tf.tidy(() => {
    const y = layerNorm(x, p.under(norm));
    const wide = tf.relu(linear(y, p.under('linear1')));
    const updated = tf.add(x, linear(wide, p.under('linear2'))) as tf.Tensor3D;
    const [n, tokens, width] = y.shape;
    const side = Math.round(Math.sqrt(tokens));
    const map = tf.reshape(y, [n, side, side, width]) as tf.Tensor4D;
    return adaptirsUnder(p).reduce<tf.Tensor3D>((sum, own) => {
      const adapted = adaptir(map, own, context.constants, context.onBatchStatistics);
      return tf.add(sum, tf.reshape(adapted, [n, tokens, width]));
    }, updated);
  });
}

/** PyTorch's MultiheadAttention without biases, on `[N,T,E]`. */
function attention(
  query: tf.Tensor3D,
  key: tf.Tensor3D,
  value: tf.Tensor3D,
  heads: number,
  p: Parameters,
): tf.Tensor3D {
  return tf.tidy(() => {
    const [n, tokens, width] = query.shape;
    const weight = p.get<tf.Rank.R2>('in_proj_weight');
    const projected = (x: tf.Tensor3D, part: number) =>
      splitHeads(project(x, tf.slice(weight, [0, part * width], [-1, width]), null), heads);
    const q = projected(query, 0);
    const k = projected(key, 1);
    const v = projected(value, 2);
    const scores = tf.mul(tf.matMul(q, k, false, true), Math.sqrt(heads / width));
    const mixed = tf.matMul(tf.softmax(scores) as tf.Tensor4D, v);
    const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [n, tokens, width]);
    return linear(joined as tf.Tensor3D, p.under('out_proj'));
  });
}

/** `[N,T,E]` to `[N,heads,T,E/heads]`. */
function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [n, tokens, width] = x.shape;
  return tf.transpose(tf.reshape(x, [n, tokens, heads, width / heads]), [0, 2, 1, 3]);
}
