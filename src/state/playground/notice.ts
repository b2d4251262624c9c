import { EngineError, type EngineErrorName } from '../../engine/errors';

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

/** Several in one: every sentence and every advice, each once; null for none. */
export function jointNotice(notices: readonly Notice[]): Notice | null {
  const [first, ...others] = notices;
  if (first === undefined || others.length === 0) return first ?? null;
  const joined = (sentences: readonly string[]) =>
    [...new Set(sentences)].filter((sentence) => sentence !== '').join(' ');
  return {
    message: joined(notices.map(({ message }) => message)),
    advice: joined(notices.map(({ advice }) => advice)),
    action: notices.find(({ action }) => action !== null)?.action ?? null,
  };
}

export function noticeOf(error: unknown, otherwise: NoticeAction | null = null): Notice {
  if (error instanceof EngineError) {
    const action = helpedByRestart.includes(error.name) ? 'restart' : otherwise;
    return { message: error.message, advice: error.advice, action };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, advice: '', action: otherwise };
}
