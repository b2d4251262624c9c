import { useIsBatchRunning } from '../batch/batchLoader';
import { usePlayground, useTuning } from '../playgroundContext';

/** Whether what goes on would end with another backbone: tuning, a batch, a mix being saved. */
export function useIsBackboneInUse(): boolean {
  const isTuning = useTuning(({ run }) => run !== null);
  const isBatchRunning = useIsBatchRunning();
  const isSavingMix = usePlayground(({ savingMix }) => savingMix);
  return isTuning || isBatchRunning || isSavingMix;
}
