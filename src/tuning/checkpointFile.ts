import { z } from 'zod';
import { adapterKinds } from '../files/adapterKind';
import { checkAgainst, parseJson } from '../files/checkedJson';
import { FileFormatError } from '../files/fileFormatError';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import { float32Values, type StoredTensor, storeFloat32 } from '../files/storedTensor';
import { recipeSchema } from '../imaging/degradation/recipe';
import type { ParameterValues } from '../networks/parameters';
import type { RunState } from './tuningRun';
import { tuningSettingsSchema } from './tuningSettings';

const format = 'adaptir-tuning';
const version = 1;
const subject = 'The checkpoint';

/** What a run is about: with it and its photos, a checkpoint is all that going on takes. */
const tuningDescriptionSchema = z.object({
  name: z.string().min(1),
  kind: z.enum(adapterKinds),
  backbone: z.string(),
  backboneSha256: z.string(),
  recipe: recipeSchema,
  settings: tuningSettingsSchema,
  photos: z.int().min(1),
  /** Held-out PSNR (RGB, dB) of the degraded patches, and of where the run started. */
  inputPsnr: z.number(),
  startPsnr: z.number(),
  /** Of the backbone without any adapter. */
  backbonePsnr: z.number(),
  modulesToSave: z.array(z.string()),
});

export type TuningDescription = z.infer<typeof tuningDescriptionSchema>;

const point = z.object({ step: z.int(), psnr: z.number() });

const contentSchema = z.object({
  losses: z.array(z.number()),
  validations: z.array(point),
  best: point,
  description: tuningDescriptionSchema,
});

export interface Checkpoint {
  readonly description: TuningDescription;
  readonly state: RunState;
}

/** A safetensors file: `now.*`, `first.*`, `second.*` in the runtime layout, `best.*` as published. */
export function writeCheckpoint({ description, state }: Checkpoint): Uint8Array<ArrayBuffer> {
  const { trainer, curves, best } = state;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, values] of trainer.adapter) tensors.set(`now.${name}`, flat(values));
  for (const [name, { first, second }] of trainer.optimizer.moments) {
    tensors.set(`first.${name}`, flat(first));
    tensors.set(`second.${name}`, flat(second));
  }
  for (const [name, { shape, values }] of best.values) {
    tensors.set(`best.${name}`, storeFloat32(values, shape, 'F32'));
  }
  const content: z.input<typeof contentSchema> = {
    losses: [...curves.losses],
    validations: [...curves.validations],
    best: best.point,
    description,
  };
  const metadata = { format, version: String(version), content: JSON.stringify(content) };
  return writeSafetensors({ metadata, tensors });
}

/** @throws FileFormatError for a file that `writeCheckpoint` did not write, or only in part. */
export function readCheckpoint(file: Uint8Array): Checkpoint {
  const { metadata, tensors } = readSafetensors(file);
  if (metadata.format !== format || metadata.version !== String(version)) {
    throw new FileFormatError('This file is not a checkpoint that is understood here.');
  }
  const content = checkAgainst(parseJson(metadata.content ?? '', subject), contentSchema, subject);
  const now = new Map<string, Float32Array>();
  const moments = new Map<string, { first: Float32Array; second: Float32Array }>();
  const best = new Map<string, ParameterValues>();
  for (const [key, tensor] of tensors) {
    const [, group = '', name = ''] = /^(now|first|best)\.(.+)$/.exec(key) ?? [];
    const values = float32Values(tensor);
    if (group === 'now') now.set(name, values);
    if (group === 'best') best.set(name, { shape: tensor.shape, values });
    if (group === 'first') {
      const second = tensors.get(`second.${name}`);
      if (second === undefined) throw new FileFormatError(`${subject} lacks “second.${name}”.`);
      moments.set(name, { first: values, second: float32Values(second) });
    }
  }
  const { losses, validations, description } = content;
  return {
    description,
    state: {
      trainer: { adapter: now, optimizer: { steps: losses.length, moments } },
      curves: { losses, validations },
      best: { point: content.best, values: best },
    },
  };
}

function flat(values: Float32Array): StoredTensor {
  return storeFloat32(values, [values.length], 'F32');
}
