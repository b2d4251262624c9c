import { AdapterMismatchError } from '../files/adapterFit';
import { FileFormatError } from '../files/fileFormatError';
import { DecodeError } from '../imaging/decodeError';
import { EncodeError } from '../imaging/encodeError';
import { EngineError, PhotoError, WeightsError } from './errors';

/** Rethrows what reading weights can throw as a `WeightsError`; everything else as it is. */
export function asWeightsError(error: unknown): never {
  if (error instanceof AdapterMismatchError) {
    throw new WeightsError(error.message, 'Choose an adapter that was made for this backbone.');
  }
  if (error instanceof FileFormatError) {
    throw new WeightsError(error.message, 'Choose another file, or fetch this one again.');
  }
  if (error instanceof EngineError) throw error;
  if (error instanceof DOMException) {
    throw new WeightsError(
      `The file could not be read (${error.message}).`,
      'It may have been moved or changed; choose it again.',
    );
  }
  throw error;
}

/** Rethrows what decoding and encoding can throw as a `PhotoError`; everything else as it is. */
export function asPhotoError(error: unknown): never {
  if (error instanceof DecodeError || error instanceof EncodeError) {
    throw new PhotoError(error.message, error.advice);
  }
  throw error;
}
