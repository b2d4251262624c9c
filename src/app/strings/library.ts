import type { LibraryBackbone, Persistence } from '../../state/library/libraryState';
import type { Ownership } from '../../state/library/search';
import type { Origin } from '../../storage/storedId';

/** The library; only its own screen, which comes when it is asked for, says this. */
export const library = {
  title: 'Library',
  close: 'Close',
  reading: 'Reading…',
  search: 'Search',
  searchHint: 'Name, task, damage, kind',
  whose: 'Whose',
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
  nothingFound: 'Nothing here is called or made for that.',
  noneOfYours: 'You have none of your own yet: make an adapter, or import one.',
  showAll: 'Show all',
  noAdapters: 'No adapter for it yet: make one, or drop its file here.',

  backbone: 'Backbone',
  architecture: { edt: 'EDT', ipt: 'IPT' } satisfies Record<
    LibraryBackbone['architecture'],
    string
  >,
  parameters: (count: string) => `${count} parameters`,
  parametersOf: 'Parameters',
  share: (count: string, percent: string) => `${count}, ${percent} of the backbone`,
  licenceUnknown: 'licence not stated',
  notHere: (name: string) => `Made for “${name}”, which is not here`,
  notHereHint: 'Import that backbone to use them. They are kept meanwhile.',

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
  busy: 'What is being made or restored needs the backbone that is loaded: let it finish first.',
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
  spaceUnknown: 'This browser does not say.',
  spaceOf: {
    adapters: 'Your adapters',
    backbones: 'Your backbones',
    unfinished: 'Unfinished runs and batches',
    page: 'The page itself, for use offline',
  },
  keep: 'Will it stay?',
  persistence: {
    promised: 'Yes: the browser has promised to keep what is stored here.',
    'not-promised': 'The browser may clear what is stored here when the disk runs full.',
    refused:
      'The browser said no for now: it may clear this when the disk runs full. It says yes more readily to pages that are installed or often visited. Export what you could not make again.',
    unsupported:
      'This browser makes no promise about what it stores. Export what you could not make again.',
  } satisfies Record<Persistence, string>,
  askToKeep: 'Ask the browser to keep it',
} as const;
