import type { BackendName } from '../engine/protocol';
import type { Fidelity } from '../metrics/fidelity';
import type { Offer } from '../state/adapters/offers';
import type { EnginePhase } from '../state/playground/playgroundState';
import type { Mode } from '../state/view/panes';
import { keyboard } from './strings/keyboard';
import { mix } from './strings/mix';
import { output } from './strings/output';
import { suggest } from './strings/suggest';
import { tuneSigns } from './strings/tuneSigns';

/**
 * Every word of the first view; what is loaded later takes its own from `strings/`. Sentences about
 * errors come with the errors.
 */
export const strings = {
  appName: 'AdaptIR Playground',
  openPhoto: 'Open photo',
  photoFile: 'Photo file',
  adapterFile: 'Adapter file',
  opening: 'Opening…',

  emptyTitle: 'Drop a photo here, or paste one',
  emptyTitleTouch: 'Choose a photo to restore',
  choosePhoto: 'Choose a photo',
  formats: 'JPEG, PNG, WebP or AVIF',
  trySample: 'No photo at hand? Try',
  sample: {
    'noisy-scene': 'a noisy scene',
    'blurred-chart': 'a blurred chart',
    'small-scene': 'a small picture',
  },
  privacy: 'Photos stay on this device; nothing is uploaded.',
  dropHere: 'Drop to open',

  stage: 'Picture',
  stageHelp: 'Arrow keys pan; plus and minus zoom. Press the question mark for all shortcuts.',
  sideLetter: { a: 'A', b: 'B' },
  side: { a: 'Picture A', b: 'Picture B' },
  photo: 'Photo',
  reference: 'Reference',
  degraded: 'Degraded',
  original: 'Original',
  restoredSoFar: 'Restored so far',
  restoreAndShow: 'Restore now with',
  split: 'Split between A and B',
  splitHint: 'Drag to compare',
  splitValue: (percent: number) => `${percent} % A`,

  mode: 'Compare',
  modeName: {
    split: 'Split',
    'side-by-side': 'Side by side',
    blink: 'Blink',
    difference: 'Difference',
  } satisfies Record<Mode, string>,
  modeHint: {
    split: (key) => `A on the left of a line, B on the right (${key})`,
    'side-by-side': (key) => `Both pictures, zoomed and panned together (${key})`,
    blink: (key) => `Shows B, and A while you hold the button or press ${key}`,
    difference: (key) => `How much A and B differ at each pixel (${key})`,
  } satisfies Record<Mode, (key: string) => string>,
  blink: (name: string) => `Hold to see ${name}`,
  gain: 'Gain',
  gainValue: (gain: number) => `× ${gain}`,
  gainWhite: (difference: number) => (difference < 255 ? `${difference} or more` : '255'),
  gainScaleHint: (gain: number, white: number) =>
    `|A − B| × ${gain} for red, green and blue (0 to 255): black means equal, the brightest a difference of ${white} or more.`,
  loupe: 'Loupe',
  loupeHint: 'Magnify both pictures at the pointer (L; move it with Shift and the arrow keys)',
  addReference: 'Add a reference',
  addReferenceHint: 'Measure PSNR and SSIM against the undamaged picture',
  removeReference: 'Remove the reference',
  removeReferenceHint: 'Stop measuring against the reference',
  referenceFile: 'Reference file',
  notMeasured: 'PSNR –',
  notMeasurable: 'Can’t be measured: the reference is not a whole number of times as large.',
  noDifference: (a: string, b: string) =>
    `${a} and ${b} can’t be subtracted: neither is a whole number of times as large. This is B.`,
  fidelityHint: {
    rgb: 'Against the reference, over red, green and blue',
    y: 'Against the reference, over luma, as is usual for rain',
    enlarged: 'Against the reference, over luma, without a border of the scale’s width',
  } satisfies Record<Fidelity['channels'] | 'enlarged', string>,

  zoom: 'Zoom',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit',
  fitHint: 'Show the whole picture (0)',
  actual: '100 %',
  actualHint: 'Show actual pixels (1)',

  choices: 'Restore with',
  offerName: (offer: Offer) =>
    offer.adapter === null ? `Backbone alone ×${offer.scale}` : mix.name(offer),
  backboneAloneDetail: (id: string) => `${id}, no adapter`,
  task: (task: string | null) => (task === null ? 'No adapter' : (taskNames[task] ?? task)),
  measuredOn: (sets: string) => `dB: PSNR before → after, measured on ${sets}`,
  degrade: 'Degrade this photo…',
  importAdapter: 'Import adapter…',
  restoreAgain: 'Restore again',
  restore: 'Restore',
  save: (format: string) => `Save ${format}`,
  output,
  copy: {
    none: 'Copy',
    copying: 'Copying…',
    copied: 'Copied',
    refused: 'The browser didn’t allow it',
  },
  saving: 'Saving…',
  cancelSaving: 'Cancel saving',

  phase: {
    starting: 'Starting the engine…',
    backbone: 'Loading the backbone…',
    adapters: 'Loading adapters…',
    ready: 'Ready',
    failed: 'The engine is not running',
  } satisfies Record<EnginePhase, string>,

  preparing: 'Preparing…',
  tilesDone: (done: number, tiles: number) => `${done} of ${tiles} tiles`,
  timeLeft: (left: string) => `${left} left`,
  cancel: 'Cancel',
  restoreProgress: 'Restoration',

  backend: {
    webgpu: 'WebGPU',
    webgl: 'WebGL',
    wasm: 'WASM',
    cpu: 'Plain JavaScript',
  } satisfies Record<BackendName, string>,
  softwareAdapter: 'on the processor',
  halves: '16-bit',
  softwareNote: 'No graphics card in use; restoring on the processor, which is slower.',
  fallbackNote: {
    webgl: 'WebGPU isn’t available; restoring with WebGL, which is slower.',
    wasm: 'No graphics card in use; restoring on the processor, which is slower.',
    cpu: 'No graphics card in use; restoring in plain JavaScript, which is much slower.',
  } satisfies Record<Exclude<BackendName, 'webgpu'>, string>,
  status: {
    label: 'Status',
    memory: 'Memory up to',
    memoryHint: 'GPU memory that a restoration may take: less means smaller tiles',
    tile: 'Tile',
    restored: 'Restored in',
    swap: 'Swap',
    onCores: (seconds: string, cores: number) => `${seconds} on ${cores} cores`,
  },

  warmingUp: 'Warming up…',
  announceRestoring: (label: string) => `Restoring with ${label}.`,
  announceDone: (time: string) => `Restored in ${time}.`,

  openBatch: 'Restore a batch…',
  manyPhotos: 'Many photos?',
  restoreBatch: 'Restore them as a batch',

  newVersion: 'A new version of this page is available.',
  reload: 'Reload',

  restartEngine: 'Restart engine',
  tryAgain: 'Try again',
  leavePart: 'Close',
  partFailed:
    'This part of the page could not be loaded. Check your connection and try again; nothing else is affected.',
  dismiss: 'Dismiss',

  own: 'yours',
  details: 'Details',
  detailsOf: (name: string) => `Details of ${name}`,
  deleted: (name: string) => `“${name}” was deleted.`,
  undo: 'Undo',
  banner: 'Notices',
  openLibrary: 'Library…',

  mix,

  keyboard,

  suggest,

  tune: tuneSigns,
} as const;

const taskNames: Readonly<Record<string, string | undefined>> = {
  denoise: 'Denoise',
  deblur: 'Deblur',
  derain: 'Rain',
  jpeg: 'JPEG blocks',
  'low-light': 'Low light',
  'super-resolution': 'Enlarge',
  restore: 'Other damage',
};
