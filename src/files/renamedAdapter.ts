import { readAdapter } from './adapter';
import { readSafetensors, writeSafetensors } from './safetensors';

/**
 * The same adapter under another name; everything else of its file stays, unknown fields too.
 *
 * @throws FileFormatError for a file that `readAdapter` refuses.
 */
export function renamedAdapter(file: Uint8Array, name: string): Uint8Array<ArrayBuffer> {
  const { metadata, tensors } = readSafetensors(file);
  const renamed = writeSafetensors({ metadata: { ...metadata, name }, tensors });
  readAdapter(renamed);
  return renamed;
}
