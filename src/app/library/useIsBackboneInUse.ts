import { useIsBatchRunning } from '../batch/batchDoor';
import { usePlayground, useTuning } from '../playgroundContext';

/** Whether what goes on would end with another backbone: tuning, a batch, a blend being saved. */
export function useIsBackboneInUse(): boolean {
  const isTuning = useTuning(({ run }) => run !== null);
  const isBatchRunning = useIsBatchRunning();
  const isSavingBlend = usePlayground(({ savingBlend }) => savingBlend);
  return isTuning || isBatchRunning || isSavingBlend;
}
