import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Lab } from '../../state/lab/lab';
import type { LabPace } from '../../state/lab/labState';
import { builtOnce } from '../part/builtOnce';
import type { PlaygroundParts } from '../playgroundContext';

interface LabLoader {
  /** Null until it is first opened: then its code is loaded. */
  readonly lab: Lab | null;
}

const labLoader = createStore<LabLoader>()(() => ({ lab: null }));

/** Versions that take less are seen while a slider moves. */
const pace: LabPace = { patience: 400, restoreAfter: 250 };

const built = builtOnce(async (parts: PlaygroundParts): Promise<Lab> => {
  const [{ createLab }, { createDegrader }] = await Promise.all([
    import('../../state/lab/lab'),
    import('../../state/lab/degrader'),
  ]);
  return createLab({ ...parts, degrader: createDegrader(), pace });
});

/** Opens the lab for the photo on screen. */
export async function openLab(parts: PlaygroundParts): Promise<void> {
  const lab = await built(parts);
  lab.getState().open();
  labLoader.setState({ lab });
}

export function useLabLoader<T>(select: (loader: LabLoader) => T): T {
  return useStore(labLoader, select);
}
