import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Offer } from '../adapters/offers';
import { noticeOf } from '../playground/notice';
import type { PlaygroundState } from '../playground/playgroundState';
import { libraryBackbones } from './backbones';
import type {
  LibraryAdapter,
  LibraryDependencies,
  LibraryFacts,
  LibraryState,
  Persistence,
} from './libraryState';
import { readLibrary } from './reading';
import { fits } from './search';

export type Library = StoreApi<LibraryState>;

/** The store of the library: every backbone and adapter that is here, and what they take. */
export function createLibrary(dependencies: LibraryDependencies): Library {
  const { playground, adapters: store, storage } = dependencies;
  const read = readLibrary(dependencies);
  let readings = 0;

  const library = createStore<LibraryState>()((set, get) => {
    const report = (error: unknown) => playground.setState({ notice: noticeOf(error) });

    const measure = async () => {
      try {
        const [space, isPersisted] = await Promise.all([
          storage.spaceUsed(),
          storage.isPersisted(),
        ]);
        set({ space, persistence: persistenceOf(isPersisted, get().persistence) });
      } catch (error) {
        report(error);
      }
    };

    const refresh = async () => {
      const reading = ++readings;
      const measured = measure();
      try {
        const facts = await read();
        // While it read, something changed: what is read for that is newer.
        if (reading === readings) set({ ...facts, isRead: true });
      } catch (error) {
        if (reading === readings) report(error);
      }
      await measured;
    };

    return {
      ...initialFacts,
      ...libraryBackbones(dependencies, { set, get, refresh, report }),
      refresh,

      async choose(adapter) {
        const backbone = get().backbones.find((candidate) => fits(adapter, candidate));
        if (backbone === undefined) return;
        const { chosenBackbone, chooseBackbone, choose, offers } = playground.getState();
        const isThis = (offer: Offer) => isOfferOf(adapter, offer, playground.getState());
        if (chosenBackbone !== backbone.id) return await chooseBackbone(backbone.id, isThis);
        const offer = offers.find(isThis);
        if (offer !== undefined) await choose(offer.key);
      },

      async askToPersist() {
        try {
          set({ persistence: (await storage.askToPersist()) ? 'promised' : 'refused' });
        } catch (error) {
          report(error);
        }
      },
    };
  });

  playground.subscribe(({ phase, adapters, incompatible, own, backbone }, before) => {
    const isSame =
      phase === before.phase &&
      adapters === before.adapters &&
      incompatible === before.incompatible &&
      own === before.own &&
      backbone === before.backbone;
    // While models are loaded each would make another reading.
    if (!isSame && phase === 'ready') void library.getState().refresh();
  });
  store.subscribe(() => void library.getState().refresh());
  return library;
}

/** Ids change with every loading, and own adapters may have anything's name: their files stay. */
function isOfferOf(
  { entry, file, facts }: LibraryAdapter,
  { adapter, scale }: Offer,
  { own, adapterFile }: PlaygroundState,
): boolean {
  if (adapter === null) return false;
  if (entry !== null) return adapterFile(adapter.id)?.blob === file;
  const isAlike =
    adapter.name === facts.name && adapter.task === facts.task && scale === facts.scale;
  return isAlike && !own.includes(adapter.id);
}

function persistenceOf(isPersisted: boolean | null, before: Persistence): Persistence {
  if (isPersisted === null) return 'unsupported';
  if (isPersisted) return 'promised';
  return before === 'refused' ? 'refused' : 'not-promised';
}

const initialFacts: LibraryFacts = {
  backbones: [],
  adapters: [],
  isRead: false,
  isImporting: false,
  deleted: null,
  space: null,
  persistence: 'unsupported',
};
