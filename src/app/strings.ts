import type { BackendName, TileReason } from '../engine/protocol';
import type { PictureFormat } from '../imaging/pictureFormats';
import type { Offer } from '../state/choices';
import type { EnginePhase } from '../state/playgroundState';

/** Every word of the interface. Sentences about errors come with the errors. */
export const strings = {
  appName: 'AdaptIR Playground',
  openPhoto: 'Open photo',
  photoFile: 'Photo file',
  adapterFile: 'Adapter file',
  opening: 'Opening…',

  emptyTitle: 'Drop a photo here, or paste one',
  emptyTitleTouch: 'Bring a photo to restore',
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
  stageHelp:
    'Arrow keys pan, plus and minus zoom, 0 shows the whole picture, 1 shows 100 percent, brackets move the split.',
  before: 'Before',
  after: (label: string) => `After · ${label}`,
  split: 'Split between before and after',
  splitValue: (percent: number) => `${percent} % before`,

  zoom: 'Zoom',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit',
  fitHint: 'Show the whole picture (0)',
  actual: '100 %',
  actualHint: 'Show true pixels (1)',

  choices: 'Restore with',
  offerName: ({ adapter, scale }: Offer) => adapter?.name ?? `Backbone alone ×${scale}`,
  backboneAloneDetail: (id: string) => `${id}, no adapter`,
  task: (task: string | null) => (task === null ? 'No adapter' : (taskNames[task] ?? task)),
  measuredOn: (sets: string) => `dB: PSNR before → after, measured on ${sets}`,
  importAdapter: 'Import adapter…',
  restoreAgain: 'Restore again',
  restore: 'Restore',
  save: (format: string) => `Save ${format}`,
  output: {
    title: 'Save as',
    options: 'Format and quality…',
    format: 'Format',
    formatName: {
      png: 'PNG',
      jpeg: 'JPEG',
      webp: 'WebP',
      avif: 'AVIF',
    } satisfies Record<PictureFormat, string>,
    lossless: 'Every pixel exactly as restored.',
    quality: 'Quality',
    keepMetadata: 'Keep the photo’s metadata',
    metadataKept: 'EXIF and XMP as they were, turned upright.',
    metadataStripped: 'No EXIF, no XMP: no place, no camera, no date.',
    metadataNotInAvif: 'AVIF is saved without EXIF and XMP.',
    size: 'File size',
    encoding: 'Encoding…',
    flattened: 'JPEG has no transparency: see-through parts become white.',
    leftOut: (kinds: string) => `Left out, since the format has no room for it: ${kinds}.`,
  },
  copy: {
    none: 'Copy',
    copying: 'Copying…',
    copied: 'Copied',
    refused: 'The browser refused',
  },
  saving: 'Saving…',

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
  softwareNote:
    'This browser runs WebGPU on the processor, not on a graphics card: expect it slow.',
  fallbackNote: (name: string) => `Running on ${name} instead of WebGPU: slower, same result.`,
  status: {
    label: 'Status',
    memory: 'Memory up to',
    memoryHint: 'GPU memory that a restoration may take: less means smaller tiles',
    tile: 'Tile',
    restored: 'Restored in',
    swap: 'Swap',
  },

  warmingUp: 'Warming up…',
  tileReason: {
    'whole-photo': 'whole photo',
    fastest: 'fastest here',
    'fewest-pixels': 'least overlap',
    memory: 'as memory allows',
    latency: 'kept short',
    device: 'largest here',
    network: 'fixed',
  } satisfies Record<TileReason, string>,
  tileReasonHint: {
    'whole-photo': 'The whole photo fits one tile.',
    fastest: 'Measured on this device: any other size would take longer for this photo.',
    'fewest-pixels': 'Of the tiles that this device takes, these compute the fewest pixels.',
    memory: 'A larger one would be faster, but would take more memory than is allowed.',
    latency:
      'A larger one would be faster, but would keep the graphics card for too long at a time.',
    device: 'The largest that keeps this device responsive.',
    network: 'This backbone takes tiles of one size only.',
  } satisfies Record<TileReason, string>,

  announceRestoring: (label: string) => `Restoring with ${label}.`,
  announceDone: (time: string) => `Restored in ${time}.`,

  openBatch: 'Restore a batch…',
  manyPhotos: 'Many photos?',
  restoreBatch: 'Restore them as a batch',
  batch: {
    title: 'Batch',
    close: 'Close',
    addPhotos: 'Add photos…',
    addFolder: 'Add a folder…',
    photoFiles: 'Photos for the batch',
    photoFolder: 'Folder for the batch',
    exampleName: 'photo.jpg',
    names: 'File names: {name}, {adapter}, {ext}',
    destination: 'Results go to',
    zipLater: 'One ZIP',
    pickFolder: 'Pick a folder…',
    zipInstead: 'One ZIP instead',
    empty: 'Drop photos here, or add them. They stay on this device.',
    queue: 'Photos of the batch',
    waiting: 'Waiting',
    percent: (percent: number) => `Restoring… ${percent} %`,
    progressOf: (name: string) => `Restoration of ${name}`,
    became: (name: string, size: string) => `${name} · ${size}`,
    retry: 'Retry',
    remove: 'Remove',
    removeNamed: (name: string) => `Remove ${name}`,
    start: (photos: number) => `Restore ${photos} ${photos === 1 ? 'photo' : 'photos'}`,
    goOn: (photos: number) => `Go on with ${photos}`,
    pause: 'Pause',
    saveZip: (pictures: number) =>
      `Save ZIP of ${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`,
    zipName: 'restored.zip',
    standing: (done: number, failed: number, all: number) =>
      all === 0 ? '' : `${done} of ${all} restored${failed === 0 ? '' : `, ${failed} failed`}`,
  },

  newVersion: 'A new version of this page is there.',
  reload: 'Reload',

  restartEngine: 'Restart engine',
  tryAgain: 'Try again',
  dismiss: 'Dismiss',
} as const;

const taskNames: Readonly<Record<string, string | undefined>> = {
  denoise: 'Denoise',
  deblur: 'Deblur',
  derain: 'Rain',
  jpeg: 'JPEG blocks',
  'low-light': 'Low light',
  'super-resolution': 'Enlarge',
};
