import { z } from 'zod';
import { checkAgainst, parseJson } from './checkedJson';

interface CommonConfig {
  readonly id: string;
  /** Mean of R, G, B in 0–1, taken off the input and put back on the output. */
  readonly imageMean: readonly [number, number, number];
  /** SHA-256 of `model.safetensors`, 64 lower-case hex digits. */
  readonly sha256: string;
  /** Numbers in `model.safetensors`. */
  readonly parameters: number;
  /** SPDX name, where the author states it. */
  readonly licence?: string | undefined;
}

/** One way through an EDT: module names in the published file, and the scale. */
export interface EdtHead {
  readonly head: string;
  readonly tail: string;
  readonly scale: number;
}

/** EDT (Li et al., IJCAI 2023); fields as in its published config. */
export interface EdtConfig extends CommonConfig {
  readonly modelType: 'edt';
  /** Channels of the body. */
  readonly embedDim: number;
  /** Channels of the head's first convolution; they double at each of `depth` levels. */
  readonly numFeat: number;
  readonly depth: number;
  /** Blocks of each layer. */
  readonly depths: readonly number[];
  /** Attention heads of each layer, for each half of the channels. */
  readonly numHeads: readonly number[];
  /** Height and width of a window in pixels of the body; the second half's are turned by 90°. */
  readonly windowSize: readonly [number, number];
  readonly mlpRatio: number;
  readonly heads: Readonly<Record<string, EdtHead>>;
}

/** One way through an IPT: the number of its head, tail and query, and the scale. */
export interface IptHead {
  /** ×2, ×3, ×4, derain, denoise 30, denoise 50 in the published file. */
  readonly index: number;
  readonly scale: number;
}

/** IPT (Chen et al., CVPR 2021). */
export interface IptConfig extends CommonConfig {
  readonly modelType: 'ipt';
  readonly nFeats: number;
  /** Side of the input in pixels, fixed by the position encoding. */
  readonly patchSize: number;
  /** Side of the square of pixels that makes a token. */
  readonly patchDim: number;
  /** Layers of the encoder, and again of the decoder. */
  readonly numLayers: number;
  readonly numHeads: number;
  readonly mlpRatio: number;
  readonly heads: Readonly<Record<string, IptHead>>;
}

export type BackboneConfig = EdtConfig | IptConfig;

const count = z.int().positive();
const name = z.string().min(1);
const scale = z.int().min(1).max(4);
const meanOfChannel = z.number().min(0).max(1);

const commonFields = {
  id: name,
  image_mean: z.tuple([meanOfChannel, meanOfChannel, meanOfChannel]),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'expected 64 hex digits')
    .transform((digits) => digits.toLowerCase()),
  parameters: count,
  licence: name.optional(),
};

function headsOf<S extends z.ZodType>(head: S) {
  return z
    .record(name, head)
    .refine((heads) => Object.keys(heads).length > 0, 'at least one head is needed');
}

const edtSchema = z
  .object({
    ...commonFields,
    model_type: z.literal('edt'),
    embed_dim: count,
    num_feat: count,
    depth: count,
    depths: z.array(count).min(1),
    num_heads: z.array(count),
    window_size: z.tuple([count, count]),
    mlp_ratio: z.number().positive(),
    heads: headsOf(z.object({ head: name, tail: name, scale })),
  })
  .superRefine((config, context) => {
    const { embed_dim: width, num_heads: heads, window_size: window } = config;
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    if (heads.length !== config.depths.length) {
      refuse(
        'num_heads',
        `depths has ${config.depths.length} layers, but here are ${heads.length}`,
      );
    }
    const misfit = heads.find((headCount) => width % (2 * headCount) !== 0);
    if (misfit !== undefined) {
      refuse('num_heads', `half of ${width} channels cannot be shared among ${misfit} heads`);
    }
    if (!Number.isInteger(width * config.mlp_ratio)) {
      refuse('mlp_ratio', `${width} channels times ${config.mlp_ratio} is no whole number`);
    }
    if (window.some((side) => side % 2 !== 0)) {
      refuse('window_size', 'sides must be even, as every other block shifts by half a window');
    }
    // Images are padded to a multiple of the larger side, and both windows must tile that.
    if (Math.max(...window) % Math.min(...window) !== 0) {
      refuse('window_size', 'the larger side must be a multiple of the smaller');
    }
  })
  .transform(
    (config): EdtConfig => ({
      modelType: config.model_type,
      id: config.id,
      embedDim: config.embed_dim,
      numFeat: config.num_feat,
      depth: config.depth,
      depths: config.depths,
      numHeads: config.num_heads,
      windowSize: config.window_size,
      mlpRatio: config.mlp_ratio,
      imageMean: config.image_mean,
      heads: config.heads,
      sha256: config.sha256,
      parameters: config.parameters,
      licence: config.licence,
    }),
  );

/** Sizes left out are the published ones. */
const iptSchema = z
  .object({
    ...commonFields,
    model_type: z.literal('ipt'),
    n_feats: count.default(64),
    patch_size: count.default(48),
    patch_dim: count.default(3),
    num_layers: count.default(12),
    num_heads: count.default(12),
    mlp_ratio: z.number().positive().default(4),
    heads: headsOf(z.object({ index: z.int().min(0).max(5), scale })),
  })
  .superRefine((config, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    const tokenWidth = config.n_feats * config.patch_dim ** 2;
    if (config.patch_size % config.patch_dim !== 0) {
      refuse('patch_size', `${config.patch_size} is no multiple of patch_dim ${config.patch_dim}`);
    }
    if (tokenWidth % config.num_heads !== 0) {
      refuse(
        'num_heads',
        `tokens of width ${tokenWidth} cannot be shared among ${config.num_heads} heads`,
      );
    }
    if (!Number.isInteger(tokenWidth * config.mlp_ratio)) {
      refuse('mlp_ratio', `a width of ${tokenWidth} times ${config.mlp_ratio} is no whole number`);
    }
  })
  .transform(
    (config): IptConfig => ({
      modelType: config.model_type,
      id: config.id,
      nFeats: config.n_feats,
      patchSize: config.patch_size,
      patchDim: config.patch_dim,
      numLayers: config.num_layers,
      numHeads: config.num_heads,
      mlpRatio: config.mlp_ratio,
      imageMean: config.image_mean,
      heads: config.heads,
      sha256: config.sha256,
      parameters: config.parameters,
      licence: config.licence,
    }),
  );

const modelTypeSchema = z.object({
  model_type: z.enum(['edt', 'ipt'], 'only “edt” and “ipt” networks are known'),
});

/**
 * Reads a backbone's `config.json`: fields named as in the published configs, unknown ones ignored.
 *
 * @throws FileFormatError that names the first wrong field.
 */
export function parseBackboneConfig(json: string): BackboneConfig {
  const subject = "The backbone's config.json";
  const value = parseJson(json, subject);
  const { model_type } = checkAgainst(value, modelTypeSchema, subject);
  return checkAgainst(value, model_type === 'edt' ? edtSchema : iptSchema, subject);
}
