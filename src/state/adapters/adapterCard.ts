import * as z from 'zod/mini';
import { readAdapter } from '../../files/adapter';
import type { AdapterKind } from '../../files/adapterKind';
import { madeFor, partsText } from '../../files/degradationText';
import { parameterCount } from '../../files/storedTensor';

/** What an adapter's file says about it. */
export interface AdapterCardFacts {
  readonly name: string;
  readonly kind: AdapterKind;
  readonly task: string;
  readonly scale: number;
  /** Of a mix, what it was mixed from. */
  readonly trainedFor: string;
  /** Of a mix: its parts and how strongly each counts. */
  readonly mixedFrom: string | null;
  readonly backbone: string;
  readonly backboneSha256: string;
  readonly licence: string;
  readonly bytes: number;
  /** Numbers in the file, those of the modules it carries among them. */
  readonly parameters: number;
  readonly steps: number | null;
  readonly bestStep: number | null;
  readonly photos: number | null;
  readonly psnr: {
    readonly set: string;
    readonly input: number;
    readonly backbone: number | null;
    readonly adapter: number;
  } | null;
  readonly startPsnr: number | null;
  readonly losses: readonly number[];
  /** Steps between two of the losses. */
  readonly lossStride: number;
  readonly validations: readonly { readonly step: number; readonly psnr: number }[];
}

/** Fields that this app or the pre-training package write; a file may have none of them. */
const trainingSchema = z.object({
  steps: z.catch(z.optional(z.number()), undefined),
  taken: z.catch(z.optional(z.number()), undefined),
  best_step: z.catch(z.optional(z.number()), undefined),
  photos: z.catch(z.optional(z.number()), undefined),
  start_psnr: z.catch(z.optional(z.number()), undefined),
  losses: z.catch(z.array(z.number()), []),
  validations: z.catch(z.array(z.tuple([z.number(), z.number()])), []),
});

/** @throws FileFormatError for a file that is no adapter. */
export async function adapterCard(file: Blob): Promise<AdapterCardFacts> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { metadata, tensors } = readAdapter(bytes);
  const { mixedFrom } = metadata;
  const training = trainingSchema.parse(metadata.training ?? {});
  const { losses, validations } = training;
  const steps = training.taken ?? training.steps ?? null;
  const psnr = metadata.metrics?.psnrRgb ?? null;
  return {
    name: metadata.name,
    kind: metadata.kind,
    task: metadata.task,
    scale: metadata.scale,
    trainedFor: madeFor(metadata),
    mixedFrom: mixedFrom === undefined ? null : partsText(mixedFrom),
    backbone: metadata.backbone,
    backboneSha256: metadata.backboneSha256,
    licence: metadata.licence,
    bytes: bytes.length,
    parameters: parameterCount(tensors),
    steps,
    bestStep: training.best_step ?? null,
    photos: training.photos ?? null,
    psnr: psnr && { ...psnr, set: metadata.metrics?.set ?? '' },
    startPsnr: training.start_psnr ?? null,
    losses,
    // As the writer thins them out: every n-th.
    lossStride: Math.max(1, Math.ceil((steps ?? 0) / Math.max(1, losses.length))),
    validations: validations.map(([step, psnr]) => ({ step, psnr })),
  };
}
