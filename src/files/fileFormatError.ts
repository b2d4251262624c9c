/** A file that is damaged, incomplete or not of the expected kind; `message` is for people. */
export class FileFormatError extends Error {
  override readonly name = 'FileFormatError';
}
