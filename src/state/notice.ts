import { EngineError, type EngineErrorName } from '../engine/errors';

/** What the person can do about it with one click: `restart` the engine, or `retry` to start it. */
export type NoticeAction = 'restart' | 'retry';

/** The one message on screen. */
export interface Notice {
  readonly message: string;
  readonly advice: string;
  readonly action: NoticeAction | null;
}

/** After these the device's memory cannot be trusted; a fresh device helps. */
const helpedByRestart: readonly EngineErrorName[] = [
  'DeviceLostError',
  'ComputationError',
  'OutOfMemoryError',
];

export function noticeOf(error: unknown, otherwise: NoticeAction | null = null): Notice {
  if (error instanceof EngineError) {
    const action = helpedByRestart.includes(error.name) ? 'restart' : otherwise;
    return { message: error.message, advice: error.advice, action };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, advice: '', action: otherwise };
}
