/** An error for the person at the screen: `message` says what is wrong, `advice` what to do. */
export abstract class EngineError extends Error {
  abstract override readonly name: EngineErrorName;
  constructor(
    message: string,
    readonly advice: string,
  ) {
    super(message);
  }
}

/** None of the allowed backends could be started. */
export class BackendUnavailableError extends EngineError {
  override readonly name = 'BackendUnavailableError';
}

/** The GPU went away (driver reset, sleep, another tab); `Engine.restart` brings it back. */
export class DeviceLostError extends EngineError {
  override readonly name = 'DeviceLostError';
}

/** An allocation failed, on the GPU or in the worker. */
export class OutOfMemoryError extends EngineError {
  override readonly name = 'OutOfMemoryError';
}

/** The memory that the person allows does not do for the smallest tile. */
export class MemoryBudgetError extends EngineError {
  override readonly name = 'MemoryBudgetError';
}

/** The GPU reported an error, or computed what is not a number. */
export class ComputationError extends EngineError {
  override readonly name = 'ComputationError';
}

/** A file of weights that cannot be read, or does not fit the backbone. */
export class WeightsError extends EngineError {
  override readonly name = 'WeightsError';
}

/** A photo that cannot be decoded, or is too large. */
export class PhotoError extends EngineError {
  override readonly name = 'PhotoError';
}

/** Pixels that the engine was asked to keep are not there: it can be given them again. */
export class PhotoGoneError extends EngineError {
  override readonly name = 'PhotoGoneError';
}

/** A call out of order: no backbone loaded, an adapter that is not there. */
export class NotLoadedError extends EngineError {
  override readonly name = 'NotLoadedError';
}

const errorClasses = {
  BackendUnavailableError,
  DeviceLostError,
  OutOfMemoryError,
  MemoryBudgetError,
  ComputationError,
  WeightsError,
  PhotoError,
  PhotoGoneError,
  NotLoadedError,
};

export type EngineErrorName = keyof typeof errorClasses;

/** An `EngineError` as plain data, to cross from the worker to the page. */
export interface SerializedEngineError {
  readonly name: EngineErrorName;
  readonly message: string;
  readonly advice: string;
}

export function serializeEngineError(error: EngineError): SerializedEngineError {
  return { name: error.name, message: error.message, advice: error.advice };
}

export function deserializeEngineError(error: SerializedEngineError): EngineError {
  return new errorClasses[error.name](error.message, error.advice);
}
