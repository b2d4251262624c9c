import type { LibraryBackbone, Persistence } from '../../state/library/libraryState';
import type { Ownership } from '../../state/library/search';
import type { Origin } from '../../storage/storedId';

/** The library; used by its own screen alone, which is loaded when it is opened. */
export const library = {
  title: 'Library',
  close: 'Close',
  reading: 'Reading…',
  search: 'Search',
  searchHint: 'Name, task, damage, kind',
  whose: 'Owner',
  ownership: { all: 'All', shipped: 'Shipped', own: 'Yours' } satisfies Record<Ownership, string>,
  import: 'Import…',
  importHint: 'Adapters, or a backbone’s config.json and model.safetensors together',
  importFiles: 'Files for the library',
  importFolder: 'Import a backbone’s folder…',
  importFolderInput: 'Folder of a backbone',
  importing: 'Checking the backbone…',
  shown: (shown: number, all: number) =>
    shown === all
      ? `${all} ${all === 1 ? 'adapter' : 'adapters'}`
      : `${shown} of ${all} ${all === 1 ? 'adapter' : 'adapters'}`,
  nothingFound: 'No adapter matches.',
  noneOfYours: 'You have no adapters of your own yet. Make or import one.',
  showAll: 'Show all',
  noAdapters: 'No adapters for it yet. Make one, or drop a file here.',

  backbone: 'Backbone',
  architecture: { edt: 'EDT', ipt: 'IPT' } satisfies Record<
    LibraryBackbone['architecture'],
    string
  >,
  parameters: (count: string) => `${count} parameters`,
  parametersOf: 'Parameters',
  share: (count: string, percent: string) => `${count}, ${percent} of the backbone`,
  licenceUnknown: 'licence not stated',
  notHere: (name: string) => `For “${name}”, which isn’t installed`,
  notHereHint: 'Import that backbone to use them. They are kept until then.',

  use: 'Use',
  chooseNamed: (name: string) => `Use ${name}`,
  inUse: 'In use',
  details: 'Details',
  export: 'Export',
  exportNamed: (name: string) => `Export ${name}`,
  duplicate: 'Duplicate',
  duplicateNamed: (name: string) => `Duplicate ${name}`,
  delete: 'Delete',
  deleteNamed: (name: string) => `Delete ${name}`,
  busy: 'A run or a restoration is using the loaded backbone. Wait until it is done.',
  loading: 'Loading…',

  shipped: 'Shipped',
  origin: {
    made: 'Made here',
    imported: 'Imported',
    copied: 'Copied here',
  } satisfies Record<Origin, string>,
  ofUnknownOrigin: 'Yours',
  on: (what: string, date: string) => `${what}, ${date}`,
  noNumbers: 'Not measured',
  measured: (input: string, adapter: string) => `${input} → ${adapter} dB`,

  space: 'Space used',
  spaceUsed: (used: string, quota: string) => `${used} of ${quota} that the browser allows`,
  spaceUnknown: 'This browser doesn’t report it.',
  spaceOf: {
    adapters: 'Your adapters',
    backbones: 'Your backbones',
    unfinished: 'Unfinished runs and batches',
    page: 'The page itself, for use offline',
  },
  keep: 'Storage',
  persistence: {
    promised: 'The browser has agreed to keep what is stored here.',
    'not-promised': 'The browser may clear what is stored here when the disk is full.',
    refused:
      'The browser hasn’t agreed yet and may clear this when the disk is full. It is more likely to agree for pages that are installed or visited often. Export whatever you couldn’t make again.',
    unsupported:
      'This browser doesn’t guarantee what it stores. Export whatever you couldn’t make again.',
  } satisfies Record<Persistence, string>,
  askToKeep: 'Ask the browser to keep it',
} as const;
