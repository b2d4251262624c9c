import type { TuningContext } from './tuningState';

/** That the browser does not store the run is said once; the run goes on. */
export function reportSaveTrouble({ get, set }: TuningContext, error: unknown): void {
  const { run } = get();
  if (run === null || run.saveTrouble !== null) return;
  const reason = error instanceof Error ? error.message : String(error);
  const saveTrouble = `This run cannot be stored in this browser (${reason}). It goes on, but would be lost with the page.`;
  set({ run: { ...run, saveTrouble } });
}
