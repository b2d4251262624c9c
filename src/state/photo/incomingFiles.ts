/** A file to take in, and the folder that it lay in, where it came with one. */
export interface IncomingFile {
  readonly file: File;
  readonly folder: string;
}

const pictureEnding = /\.(avif|bmp|gif|jpe?g|png|webp|heic|heif|tiff?)$/i;

/** A folder holds what it holds; a file that was chosen by itself deserves an answer. */
export function isPicture({ file, folder }: IncomingFile): boolean {
  return folder === '' || file.type.startsWith('image/') || pictureEnding.test(file.name);
}

/** By its ending; a folder's other JSON files are none of a backbone's. */
export function isWeights({ file, folder }: IncomingFile): boolean {
  const name = file.name.toLowerCase();
  return (
    name.endsWith('.safetensors') ||
    (folder === '' ? name.endsWith('.json') : name === 'config.json')
  );
}
