import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Engine } from '../engine/engine';
import type { Pictures } from '../state/photo/pictures';
import type { Models } from '../state/playground/modelCatalogue';
import type { Playground } from '../state/playground/playground';
import type { PlaygroundState } from '../state/playground/playgroundState';
import type { Tuning } from '../state/tuning/tuning';
import type { TuningState } from '../state/tuning/tuningState';
import type { ViewState, ViewStore } from '../state/view/viewStore';
import type { AdapterStore } from '../storage/adapterStore';

/** What the components work on; made once, outside React. */
export interface PlaygroundParts {
  readonly playground: Playground;
  readonly view: ViewStore;
  readonly pictures: Pictures;
  readonly tuning: Tuning;
  /** For what goes on beside the stage. */
  readonly engine: Engine;
  /** For the library. */
  readonly models: Models;
  readonly adapterStore: AdapterStore;
}

export const PlaygroundContext = createContext<PlaygroundParts | null>(null);

export function useParts(): PlaygroundParts {
  const parts = use(PlaygroundContext);
  if (parts === null) throw new Error('There is no PlaygroundContext around this component.');
  return parts;
}

export function usePlayground<T>(select: (state: PlaygroundState) => T): T {
  return useStore(useParts().playground, select);
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useParts().view, select);
}

export function useTuning<T>(select: (state: TuningState) => T): T {
  return useStore(useParts().tuning, select);
}
