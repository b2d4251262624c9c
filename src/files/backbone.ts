import { type BackboneConfig, parseBackboneConfig } from './backboneConfig';
import { FileFormatError } from './fileFormatError';
import { readSafetensors } from './safetensors';
import type { StoredTensor } from './storedTensor';

/** A backbone's folder, as on the Hugging Face hub: `config.json` and `model.safetensors`. */
export interface Backbone {
  readonly config: BackboneConfig;
  /** Under the published names; views into the file. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * @param configJson text of `config.json`.
 * @param model bytes of `model.safetensors`, compared with the fingerprint in the config.
 * @throws FileFormatError when either is not as it should be, or they do not belong together.
 */
export async function readBackbone(
  configJson: string,
  model: Uint8Array<ArrayBuffer>,
): Promise<Backbone> {
  const config = parseBackboneConfig(configJson);
  const fingerprint = await sha256(model);
  if (fingerprint !== config.sha256) {
    throw new FileFormatError(
      `The weights of “${config.id}” do not match their fingerprint: the download is damaged or incomplete.`,
    );
  }
  return { config, tensors: readSafetensors(model).tensors };
}

/** 64 lower-case hex digits. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
