import { WeightsError } from '../../engine/errors';
import type { BackboneFiles } from '../../engine/protocol';
import { type BatchFile, writeZip } from '../../storage/batchFolder';
import { newStoredId } from '../../storage/storedId';
import { noticeOf } from '../playground/notice';
import { fileNameOf } from '../saving/fileNames';
import { backboneFacts } from './backboneFacts';
import type {
  LibraryActions,
  LibraryBackbone,
  LibraryDependencies,
  LibraryFacts,
  LibraryState,
} from './libraryState';

interface LibraryContext {
  readonly set: (facts: Partial<LibraryFacts>) => void;
  readonly get: () => LibraryState;
  readonly refresh: () => Promise<void>;
  readonly report: (error: unknown) => void;
}

/** All that it takes to bring a deleted backbone back. */
interface Deleted {
  readonly id: string;
  readonly name: string;
  readonly config: Blob;
  readonly wasChosen: boolean;
}

/** A person's own backbones: brought, exported, deleted. */
export function libraryBackbones(
  { engine, playground, models, backbones }: LibraryDependencies,
  { set, get, refresh, report }: LibraryContext,
): Pick<
  LibraryActions,
  'importBackbone' | 'deleteBackbone' | 'undoDelete' | 'forgetDeleted' | 'backboneFile'
> {
  let deleted: Deleted | null = null;

  const forget = async () => {
    const gone = deleted;
    deleted = null;
    set({ deleted: null });
    if (gone !== null) await backbones.remove(gone.id);
  };

  return {
    async importBackbone(files) {
      playground.setState({ notice: null });
      set({ isImporting: true });
      try {
        const { parameters } = await engine.checkBackbone(files);
        const facts = await backboneFacts(null, files);
        requireNumber(facts, parameters);
        if (!get().isRead) await refresh();
        requireNew(facts, get().backbones);
        await stored(facts, () => backbones.put(newStoredId('imported'), files));
      } catch (error) {
        report(error);
      }
      set({ isImporting: false });
      await refresh();
    },

    async deleteBackbone(id) {
      const { chosenBackbone, chooseBackbone } = playground.getState();
      const wasChosen = chosenBackbone === id;
      try {
        const files = await backbones.read(id);
        if (files === null) return;
        const { name } = await backboneFacts(id, files);
        // Once it is out of the store its file cannot be read any more.
        const config = new Blob([await files.config.text()]);
        if (wasChosen) await chooseBackbone(null);
        if (playground.getState().chosenBackbone === id) return;
        await forget();
        await backbones.setAside(id);
        deleted = { id, name, config, wasChosen };
        set({ deleted: { name } });
      } catch (error) {
        report(error);
      }
      await refresh();
    },

    async undoDelete(mayLoad) {
      if (deleted === null) return;
      const { id, config, wasChosen } = deleted;
      try {
        await backbones.putBack(id, config);
        deleted = null;
        set({ deleted: null });
        if (wasChosen && mayLoad) await playground.getState().chooseBackbone(id);
      } catch (error) {
        report(error);
      }
      await refresh();
    },

    async forgetDeleted() {
      await forget().catch(report);
      await refresh();
    },

    async backboneFile({ id, name }) {
      try {
        const files = id === null ? await shippedFiles() : await backbones.read(id);
        if (files === null) throw new Error(`“${name}” is no longer in this browser.`);
        const folder = fileNameOf(name, 'backbone', 'zip').replace(/\.zip$/, '');
        return { blob: await zipped(folder, files), fileName: `${folder}.zip` };
      } catch (error) {
        report(error);
        return null;
      }
    },
  };

  async function shippedFiles(): Promise<BackboneFiles> {
    const { backbone } = await models.catalogue();
    const [config, model] = await Promise.all([
      models.file(`${backbone}/config.json`),
      models.file(`${backbone}/model.safetensors`),
    ]);
    return { config, model };
  }
}

async function zipped(folder: string, { config, model }: BackboneFiles): Promise<Blob> {
  const files: BatchFile[] = [
    { name: `${folder}/config.json`, file: config },
    { name: `${folder}/model.safetensors`, file: model },
  ];
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  await writeZip(files, async (chunk) => void chunks.push(chunk));
  return new Blob(chunks, { type: 'application/zip' });
}

function requireNumber({ name, parameters }: LibraryBackbone, counted: number): void {
  if (parameters === counted) return;
  throw new WeightsError(
    `The config.json of “${name}” speaks of ${parameters} parameters, and its weights have ${counted}.`,
    'Correct “parameters” there, or choose the config that belongs to these weights.',
  );
}

function requireNew({ name, sha256 }: LibraryBackbone, known: readonly LibraryBackbone[]): void {
  if (!known.some((other) => other.name === name && other.sha256 === sha256)) return;
  throw new WeightsError(
    `“${name}” is in the library already.`,
    'Choose it there; nothing was changed.',
  );
}

/** @throws WeightsError where the browser does not store it. */
async function stored({ name }: LibraryBackbone, put: () => Promise<void>): Promise<void> {
  try {
    await put();
  } catch (error) {
    const { message } = noticeOf(error);
    throw new WeightsError(
      `“${name}” could not be stored in this browser (${message}).`,
      'Delete what you no longer need here, or free space on the disk. What was there is untouched.',
    );
  }
}
