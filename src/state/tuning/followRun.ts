import type { Engine } from '../../engine/engine';
import type { TuningEvent } from '../../engine/tuning/tuningProtocol';
import type { TuningContext } from './tuningState';

type Listener = Parameters<Engine['tune']>[1];

/** Milliseconds between two pictures of the run: a fast GPU would make the page do nothing else. */
const showEvery = 150;

/** Shows a run as it goes, and stores its checkpoints. */
export function followRun(context: TuningContext): Listener {
  const { session, get, set } = context;
  const losses: number[] = [];
  const validations: { readonly step: number; readonly psnr: number }[] = [];
  let shown = Number.NEGATIVE_INFINITY;

  const show = ({ step, stepsPerSecond, secondsLeft, preview }: TuningEvent) => {
    const { run } = get();
    if (run === null) return;
    shown = performance.now();
    set({
      run: {
        ...run,
        step,
        stepsPerSecond,
        secondsLeft,
        losses: [...losses],
        validations: [...validations],
        preview: preview ?? run.preview,
      },
    });
  };

  return {
    onStart(start) {
      const { run } = get();
      if (run === null) return;
      losses.push(...start.losses);
      validations.push(...start.validations);
      const phase = run.phase === 'preparing' ? 'running' : run.phase;
      set({ run: { ...run, phase, start, losses: [...losses], validations: [...validations] } });
    },

    onProgress(event) {
      const { step, steps, loss, validation } = event;
      if (loss !== null) losses.push(loss);
      if (validation !== null) validations.push(validation);
      const isDue = validation !== null || step === steps || get().run?.phase === 'paused';
      if (isDue || performance.now() - shown >= showEvery) show(event);
    },

    onCheckpoint(bytes) {
      session.checkpoint = bytes;
      session.saving ??= saveLatest(context).finally(() => {
        session.saving = null;
      });
    },
  };
}

/** Stores the last checkpoint, and those that came while it was being stored. */
async function saveLatest(context: TuningContext): Promise<void> {
  const { session, store } = context;
  try {
    for (let saved: unknown = null; session.checkpoint !== saved; ) {
      const { checkpoint } = session;
      if (checkpoint === null) return;
      await store.saveCheckpoint(checkpoint);
      saved = checkpoint;
    }
  } catch (error) {
    reportUnsavedRun(context, error);
  }
}

/** That the browser does not store the run is said once; the run goes on. */
export function reportUnsavedRun({ get, set }: TuningContext, error: unknown): void {
  const { run } = get();
  if (run === null || run.notSaved !== null) return;
  const reason = error instanceof Error ? error.message : String(error);
  const notSaved = `This run cannot be stored in this browser (${reason}). It goes on, but would be lost with the page.`;
  set({ run: { ...run, notSaved } });
}
