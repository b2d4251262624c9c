import type { BackboneFiles } from '../../engine/protocol';
import { type AdapterCardFacts, adapterCard } from '../adapters/adapterCard';
import { noticeOf } from '../playground/notice';
import { backboneFacts } from './backboneFacts';
import type {
  LibraryAdapter,
  LibraryBackbone,
  LibraryDependencies,
  LibraryFacts,
} from './libraryState';

/** Reads everything that is here; no file twice. */
export function readLibrary({ playground, models, backbones }: LibraryDependencies) {
  const cards = new WeakMap<Blob, Promise<AdapterCardFacts>>();
  const shipped = new Map<string, Promise<Blob>>();

  const shippedFile = (path: string) => {
    const known = shipped.get(path) ?? models.file(path);
    shipped.set(path, known);
    // What could not be fetched is asked for again the next time.
    known.catch(() => shipped.delete(path));
    return known;
  };

  const cardOf = (file: Blob) => {
    const known = cards.get(file) ?? adapterCard(file);
    cards.set(file, known);
    return known;
  };

  const presentAdapters = () => {
    const { adapters, incompatible, adapterFile, adapterEntry } = playground.getState();
    return [...adapters, ...incompatible].flatMap(({ id }) => {
      const file = adapterFile(id)?.blob;
      return file === undefined ? [] : [{ key: id, id, entry: adapterEntry(id), file }];
    });
  };

  /** What is listed beside the page and not loaded. */
  const absentAdapters = async (paths: readonly string[]) => {
    if (playground.getState().chosenBackbone === null) return [];
    return await Promise.all(
      paths.map(async (key) => ({ key, id: null, entry: null, file: await shippedFile(key) })),
    );
  };

  /** An adapter that cannot be read is reported and left out. */
  const described = async (found: Omit<LibraryAdapter, 'facts'>): Promise<LibraryAdapter[]> => {
    try {
      return [{ ...found, facts: await cardOf(found.file) }];
    } catch (error) {
      playground.setState({ notice: noticeOf(error) });
      return [];
    }
  };

  /** So is a backbone. */
  const factsOf = async (id: string | null, files: BackboneFiles): Promise<LibraryBackbone[]> => {
    try {
      return [await backboneFacts(id, files)];
    } catch (error) {
      playground.setState({ notice: noticeOf(error) });
      return [];
    }
  };

  return async (): Promise<Pick<LibraryFacts, 'backbones' | 'adapters'>> => {
    const catalogue = await models.catalogue();
    const [config, model, own] = await Promise.all([
      shippedFile(`${catalogue.backbone}/config.json`),
      shippedFile(`${catalogue.backbone}/model.safetensors`),
      backbones.list(),
    ]);
    const all: { readonly id: string | null; readonly files: BackboneFiles }[] = [
      { id: null, files: { config, model } },
      ...own.map((files) => ({ id: files.id, files })),
    ];
    const adapters = [...presentAdapters(), ...(await absentAdapters(catalogue.adapters))];
    const [facts, cards] = await Promise.all([
      Promise.all(all.map(({ id, files }) => factsOf(id, files))),
      Promise.all(adapters.map(described)),
    ]);
    return { backbones: facts.flat(), adapters: cards.flat() };
  };
}
