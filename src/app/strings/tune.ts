import type { AdapterKind } from '../../files/adapterKind';
import type { PhotoRole } from '../../state/tuning/pairing';
import type { PhotoSource } from '../../state/tuning/photoEntries';
import type { Preset } from '../../state/tuning/runSettings';
import type { Obstacle } from '../../state/tuning/tuningState';
import type { TuningSettings } from '../../tuning/tuningSettings';
import { tuneSigns } from './tuneSigns';

/** The Tune screen. */
export const tune = {
  ...tuneSigns,
  title: 'Make an adapter',
  close: 'Close',

  photos: 'Photos',
  source: 'What you have',
  sources: {
    clean: 'Clean photos',
    pairs: 'Pairs',
  } satisfies Record<PhotoSource, string>,
  sourceHint: {
    clean: 'Good photos: the recipe damages them, the adapter learns to undo it.',
    pairs:
      'The same picture twice, damaged and clean: same names in two folders, x.png next to x.clean.png, or the same order.',
  } satisfies Record<PhotoSource, string>,
  roles: { damaged: 'Damaged', clean: 'Clean' } satisfies Record<PhotoRole, string>,
  addPhotos: 'Add photos…',
  addFolder: 'Add a folder…',
  addPhotosOf: { damaged: 'Add damaged photos…', clean: 'Add clean photos…' },
  addFolderOf: {
    damaged: 'Add a folder of damaged photos…',
    clean: 'Add a folder of clean photos…',
  },
  photoFiles: 'Photos to learn from',
  photoFolder: 'Folder of photos to learn from',
  photoFilesOf: { damaged: 'Damaged photos', clean: 'Clean photos' },
  photoFolderOf: { damaged: 'Folder of damaged photos', clean: 'Folder of clean photos' },
  dropPhotos: 'or drop them here',
  looking: 'Looking…',
  usable: (usable: number, all: number) =>
    usable === all ? `${all} usable` : `${usable} of ${all} usable`,
  removeAll: 'Remove all',
  remove: (name: string) => `Remove ${name}`,

  damage: 'What the damage looks like',
  pairsDamage: 'The pairs themselves show what is wrong; no recipe is needed.',
  clean: 'Clean',
  damaged: 'Damaged',
  shownOn: 'Shown on',
  noDamage: 'Add a photo to see what the recipe does to it.',

  training: 'Training',
  name: 'Name',
  startFrom: 'Start from',
  fresh: 'A fresh adapter',
  length: 'How long',
  preset: {
    quick: 'Quick',
    standard: 'Standard',
    thorough: 'Thorough',
  } satisfies Record<Preset, string>,
  stepsCount: (steps: number) => `${steps.toLocaleString('en')} steps`,
  advanced: 'Advanced',
  kind: 'Kind',
  kinds: {
    adaptir: 'AdaptIR',
    lora: 'LoRA',
    bottleneck: 'Bottleneck adapter',
    full: 'Full fine-tuning',
  } satisfies Record<AdapterKind, string>,
  hidden: 'Hidden width',
  hiddenOther: (hidden: number) => `${hidden}, for as many parameters as AdaptIR`,
  stepsField: 'Steps',
  batch: 'Patches per step',
  patch: 'Patch side, px',
  rate: 'Learning rate',
  loss: 'Loss',
  losses: { l1: 'L1', charbonnier: 'Charbonnier' } satisfies Record<TuningSettings['loss'], string>,
  seed: 'Seed',
  device: (batch: number, side: string) =>
    `${batch === 1 ? 'One patch' : `${batch} patches`} of ${side} per step, as this device’s memory allows.`,
  ownSizes: (batch: number, side: string) =>
    `${batch === 1 ? 'One patch' : `${batch} patches`} of ${side} per step.`,
  parameters: (count: string) => `${count} parameters to train.`,
  start: 'Start',
  replacesUnfinished: (name: string) => `This replaces “${name}”, which is not finished.`,
  obstacle: {
    engine: 'The engine is not ready yet.',
    'no-photos': 'Add at least two photos.',
    looking: 'Looking at the photos…',
    'too-few': 'At least two usable photos are needed.',
    'no-recipe': 'Describe the damage: add a step.',
    'no-head': 'This backbone enlarges ×2, ×3 or ×4 only: change the factor.',
    'too-large': 'This kind needs more memory than is allowed here.',
  } satisfies Record<Obstacle, string>,

  step: 'Step',
  stepOf: (step: number, steps: number) => `${step} of ${steps}`,
  speed: 'Speed',
  perSecond: (rate: string) => `${rate} steps/s`,
  secondsPerStep: (seconds: string) => `${seconds} s per step`,
  left: 'Left',
  runsOn: 'Runs on',
  usedPhotos: 'Photos',
  skipped: (names: string) => `Without ${names}`,
  pause: 'Pause',
  stop: 'Stop and save',
  preview: 'A held-out patch',
  now: 'Now',
  lossCurve: 'Loss',
  lossText: (first: string, last: string, steps: number) =>
    `Loss, from ${first} to ${last} in ${steps} steps`,
  psnrCurve: 'PSNR of held-out patches, dB',
  psnrText: (first: string, last: string, input: string) =>
    `PSNR of held-out patches, from ${first} to ${last} dB; the damaged input has ${input} dB`,
  psnrInput: 'damaged',
  psnrStart: 'at the start',
  psnrNow: 'adapter',
  noCurve: 'The first steps are under way.',

  ready: (name: string) => `“${name}” is ready`,
  readyText: 'It is selected in the list and stored in this browser.',
  gain: (input: string, start: string, reached: string) =>
    `Held-out patches: ${input} dB damaged, ${start} dB at the start, ${reached} dB now.`,
  problemAdvice: 'The best result so far was kept.',
  done: 'Done',
  export: 'Export .safetensors',
  another: 'Make another',
} as const;
