import type { TuningSizes } from '../../engine/tuning/tuningProtocol';
import type { AdapterKind } from '../../files/adapterKind';
import { defaultHidden, defaultTuning } from '../../tuning/tuningDefaults';
import type { TuningSettings } from '../../tuning/tuningSettings';

/** Steps of each preset; on a laptop's GPU the first takes about a minute. */
export const presetSteps = { quick: 300, standard: 1200, thorough: 4000 } as const;

export type Preset = keyof typeof presetSteps;

/** What a person has set for the next run. */
export interface RunSettings {
  readonly kind: AdapterKind;
  /** Width of AdaptIR's branches; the other kinds are sized by it. */
  readonly hidden: number;
  readonly steps: number;
  /** Null is what the device takes. */
  readonly batch: number | null;
  readonly patch: number | null;
  readonly learningRate: number;
  readonly loss: TuningSettings['loss'];
  readonly seed: number;
}

export const initialRunSettings: RunSettings = {
  kind: 'adaptir',
  hidden: defaultHidden,
  steps: presetSteps.quick,
  batch: null,
  patch: null,
  learningRate: defaultTuning.learningRate,
  loss: defaultTuning.loss,
  seed: defaultTuning.seed,
};

/** The preset that the steps are of; null for a number of the person's own. */
export function presetOf(steps: number): Preset | null {
  const presets = Object.entries(presetSteps) as [Preset, number][];
  return presets.find(([, count]) => count === steps)?.[0] ?? null;
}

/** What a run is told, once the device has said what suits it. */
export function tuningSettings(
  { steps, batch, patch, learningRate, loss, seed }: RunSettings,
  head: string,
  sizes: TuningSizes,
): TuningSettings {
  return {
    ...defaultTuning,
    head,
    steps,
    batch: batch ?? sizes.batch,
    patch: patchIn(sizes, patch),
    learningRate,
    loss,
    seed,
    warmUp: Math.min(defaultTuning.warmUp, Math.ceil(steps / 10)),
    validateEvery: validateEvery(steps),
  };
}

/** A side that the network takes: the wanted one, down to the next that it does. */
export function patchIn({ patch, patchMultiple }: TuningSizes, wanted: number | null): number {
  if (wanted === null) return patch;
  return Math.max(1, Math.floor(wanted / patchMultiple)) * patchMultiple;
}

/** Width or rank of a fresh adapter of the kind. */
export function hiddenOf({ kind, hidden }: RunSettings, sizes: TuningSizes): number {
  return sizes.kinds[kind]?.hidden ?? hidden;
}

/** Often enough that the curve and the preview move, seldom enough to cost little. */
function validateEvery(steps: number): number {
  return Math.min(steps, Math.min(100, Math.max(5, Math.round(steps / 20))));
}
