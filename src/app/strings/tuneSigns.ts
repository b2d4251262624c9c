import type { RunPhase } from '../../state/tuning/tuningState';

/** What is said of tuning outside its own screen. */
export const tuneSigns = {
  entry: 'Make an adapter…',
  back: 'Show',
  dropHere: 'Drop photos to learn from',
  phase: {
    preparing: 'Preparing…',
    running: 'Learning',
    paused: 'Paused',
    ending: 'Ending…',
    interrupted: 'Interrupted',
  } satisfies Record<RunPhase, string>,
  progress: 'Progress',
  resume: 'Resume',
  discard: 'Discard',
  sureDiscard: 'Discard the run?',
  keep: 'Keep',
  bar: (name: string, percent: number) => `${name} · ${percent} %`,
  unfinished: (name: string) => `“${name}” is not finished.`,
  documentTitle: (percent: number, name: string) => `${percent} % · ${name} – AdaptIR Playground`,
  pausedTitle: (name: string) => `Paused · ${name} – AdaptIR Playground`,
  announceStarted: (name: string) => `Making ${name}.`,
  announceReady: (name: string) => `${name} is ready and selected.`,
} as const;
