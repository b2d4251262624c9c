import { z } from 'zod';
import type { Exposure } from '../imaging/exposure';
import { type AdapterKind, adapterKinds, kindOfTensors } from './adapterKind';
import { checkAgainst } from './checkedJson';
import { FileFormatError } from './fileFormatError';
import { readSafetensors, writeSafetensors } from './safetensors';
import type { StoredTensor } from './storedTensor';

/** One step of the recipe that made degraded photos; which fields it has depends on its kind. */
export interface DegradationStep {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** PSNR in dB, over all of R, G and B. */
export interface Psnr {
  readonly input: number;
  /** Of the backbone without the adapter; null where the author did not measure it. */
  readonly backbone: number | null;
  readonly adapter: number;
}

/** What the author measured; further fields as in the file. */
export interface AdapterMetrics {
  /** Which photos: "10 photos of BSDS500 val". */
  readonly set: string | null;
  readonly psnrRgb: Psnr | null;
  readonly [field: string]: unknown;
}

/** The licence of an adapter of which nobody has said it. */
export const unstatedLicence = 'not stated';

/** An adapter's description of itself. */
export interface AdapterMetadata {
  readonly name: string;
  /** Which tensors it has; where the file is silent, those tell. */
  readonly kind: AdapterKind;
  /** `denoise`, `deblur`, `super-resolution`, … */
  readonly task: string;
  readonly scale: number;
  /** Key in the `heads` of the backbone's config. */
  readonly head: string;
  /** `id` and `sha256` of the backbone it was trained on. */
  readonly backbone: string;
  readonly backboneSha256: string;
  /** Steps in order. Kinds are not checked here: an unknown one does not hinder restoring. */
  readonly degradation: readonly DegradationStep[];
  /** Steps, optimizer and so on, as the author noted them. */
  readonly training: Readonly<Record<string, unknown>> | null;
  readonly metrics: AdapterMetrics | null;
  readonly licence: string;
  /**
   * Modules of the backbone ("tail_dn.1") that the adapter carries its own copy of: its tensors
   * under these names stand in for the backbone's.
   */
  readonly modulesToSave: readonly string[];
  /** Of a mix: what it was made of. */
  readonly mixedFrom?: readonly MixedPart[] | undefined;
  /** Of each whole photo, before it is restored. */
  readonly exposure?: Exposure | undefined;
}

/** A part of a mix: how strongly it counts, 1 as it was trained. */
export interface MixedPart {
  readonly name: string;
  readonly strength: number;
}

/**
 * An adapter: one safetensors file that describes itself in `__metadata__`, where everything is
 * text and what has structure is JSON.
 */
export interface AdapterFile {
  readonly metadata: AdapterMetadata;
  /** Under the names of the published AdaptIR checkpoints. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** What the description alone says. */
type Described = Omit<AdapterMetadata, 'kind'> & { readonly kind: AdapterKind | null };

const format = 'adaptir-adapter';
const version = 1;
const subject = "The adapter's description";

const name = z.string().min(1, 'it is empty');

const metadataSchema = z
  .object({
    name,
    kind: z.enum(adapterKinds).optional(),
    task: name,
    scale: z
      .string()
      .regex(/^[1-9]\d?$/, 'expected a whole number such as "2"')
      .transform(Number),
    head: name,
    backbone: name,
    backbone_sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/i, 'expected 64 hex digits')
      .transform((digits) => digits.toLowerCase()),
    degradation: jsonText(z.array(z.looseObject({ kind: name }))),
    training: jsonText(z.record(z.string(), z.unknown())).optional(),
    metrics: jsonText(
      z.looseObject({
        set: z.string().nullish(),
        psnr_rgb: z
          .object({ input: z.number(), backbone: z.number().nullish(), adapter: z.number() })
          .nullish(),
      }),
    ).optional(),
    licence: z.string(),
    modules_to_save: jsonText(z.array(name)).optional(),
    mixed_from: jsonText(z.array(z.object({ name, strength: z.number() }))).optional(),
    exposure: jsonText(
      z.object({
        mean: z.number().gt(0).lt(1),
        most: z.number().min(1).max(1000),
        strength: z.number().min(0).max(10).default(1),
      }),
    ).optional(),
  })
  .transform(
    (fields): Described => ({
      name: fields.name,
      kind: fields.kind ?? null,
      task: fields.task,
      scale: fields.scale,
      head: fields.head,
      backbone: fields.backbone,
      backboneSha256: fields.backbone_sha256,
      degradation: fields.degradation,
      training: fields.training ?? null,
      metrics: fields.metrics === undefined ? null : metricsFrom(fields.metrics),
      licence: fields.licence,
      modulesToSave: fields.modules_to_save ?? [],
      mixedFrom: fields.mixed_from,
      exposure: fields.exposure,
    }),
  );

/**
 * Reads an adapter; whether it fits a backbone is for `checkAdapterFits` to say. Unknown fields of
 * the description are ignored.
 *
 * @throws FileFormatError when the file is damaged, no adapter, or of a later version.
 */
export function readAdapter(file: Uint8Array): AdapterFile {
  const { metadata, tensors } = readSafetensors(file);
  const described = parseMetadata(metadata);
  const kind = described.kind ?? kindOfTensors(tensors.keys());
  return { metadata: { ...described, kind }, tensors };
}

/**
 * @throws FileFormatError when the description is one that `readAdapter` would refuse.
 * @throws RangeError when a tensor's bytes do not match its shape.
 */
export function writeAdapter({ metadata, tensors }: AdapterFile): Uint8Array<ArrayBuffer> {
  const fields: Record<string, string> = {
    format,
    version: String(version),
    name: metadata.name,
    ...(metadata.kind !== 'adaptir' && { kind: metadata.kind }),
    task: metadata.task,
    scale: String(metadata.scale),
    head: metadata.head,
    backbone: metadata.backbone,
    backbone_sha256: metadata.backboneSha256,
    degradation: JSON.stringify(metadata.degradation),
  };
  if (metadata.training !== null) fields.training = JSON.stringify(metadata.training);
  if (metadata.metrics !== null) {
    const { psnrRgb, ...others } = metadata.metrics;
    fields.metrics = JSON.stringify({ ...others, psnr_rgb: psnrRgb });
  }
  fields.licence = metadata.licence;
  if (metadata.modulesToSave.length > 0) {
    fields.modules_to_save = JSON.stringify(metadata.modulesToSave);
  }
  if (metadata.mixedFrom !== undefined) fields.mixed_from = JSON.stringify(metadata.mixedFrom);
  if (metadata.exposure !== undefined) fields.exposure = JSON.stringify(metadata.exposure);
  parseMetadata(fields);
  return writeSafetensors({ metadata: fields, tensors });
}

function parseMetadata(metadata: Readonly<Record<string, string>>): Described {
  if (metadata.format !== format) {
    throw new FileFormatError(
      'This safetensors file is not an AdaptIR adapter: it does not describe itself as one.',
    );
  }
  const fileVersion = metadata.version ?? '';
  if (!/^[1-9]\d*$/.test(fileVersion)) {
    throw new FileFormatError(`${subject} has a wrong “version”: expected "${version}".`);
  }
  if (Number(fileVersion) > version) {
    throw new FileFormatError(
      `This adapter is in version ${fileVersion} of the format, newer than version ${version} that is understood here. Reload the page to get the newest program.`,
    );
  }
  return checkAgainst(metadata, metadataSchema, subject);
}

/** A field whose text is JSON. */
function jsonText<S extends z.ZodType>(schema: S) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'it is not valid JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

function metricsFrom(fields: {
  readonly set?: string | null | undefined;
  readonly psnr_rgb?:
    | {
        readonly input: number;
        readonly backbone?: number | null | undefined;
        readonly adapter: number;
      }
    | null
    | undefined;
  readonly [field: string]: unknown;
}): AdapterMetrics {
  const { set, psnr_rgb: psnr, ...others } = fields;
  const psnrRgb = psnr ? { ...psnr, backbone: psnr.backbone ?? null } : null;
  return { ...others, set: set ?? null, psnrRgb };
}
