import { type IncomingFile, isWeights } from '../photo/incomingFiles';
import type { Notice } from '../playground/notice';

/** A backbone's two files. */
export interface IncomingBackbone {
  readonly config: File;
  readonly model: File;
}

/** What among some files is no photo. */
export interface IncomingWeights {
  readonly backbones: readonly IncomingBackbone[];
  readonly adapters: readonly File[];
  /** Why not all could be told apart. */
  readonly problem: Notice | null;
}

/**
 * A config and the weights beside it make a backbone; all other `.safetensors` files are taken for
 * adapters.
 */
export function sortedWeights(files: readonly IncomingFile[]): IncomingWeights {
  const backbones: IncomingBackbone[] = [];
  const adapters: File[] = [];
  let problem: Notice | null = null;
  const weights = files.filter(isWeights);
  for (const folder of new Set(weights.map(({ folder }) => folder))) {
    const together = weights.filter((other) => other.folder === folder).map(({ file }) => file);
    const configs = together.filter(({ name }) => name.toLowerCase().endsWith('.json'));
    const others = together.filter((file) => !configs.includes(file));
    const [config] = configs;
    if (config === undefined) {
      adapters.push(...others);
      continue;
    }
    const model = others.find(isModel) ?? (others.length === 1 ? others[0] : undefined);
    if (configs.length === 1 && model !== undefined) {
      backbones.push({ config, model });
      adapters.push(...others.filter((file) => file !== model));
      continue;
    }
    // A folder of photos may hold a config.json of something else.
    if (folder !== '' && others.length === 0) continue;
    problem = {
      message:
        others.length === 0
          ? `“${config.name}” came without the weights that belong to it.`
          : `It is not clear which of ${together.length} files make a backbone.`,
      advice: 'Bring one config.json and one model.safetensors, or the folder that holds both.',
      action: null,
    };
  }
  return { backbones, adapters, problem };
}

function isModel({ name }: File): boolean {
  return name.toLowerCase() === 'model.safetensors';
}
