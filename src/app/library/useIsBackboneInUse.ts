import { useIsBatchRunning } from '../batch/batchDoor';
import { useTuning } from '../playgroundContext';

/** Whether a run of tuning or a batch goes on, which another backbone would end. */
export function useIsBackboneInUse(): boolean {
  const isTuning = useTuning(({ run }) => run !== null);
  const isBatchRunning = useIsBatchRunning();
  return isTuning || isBatchRunning;
}
