import type { TunedAdapter } from '../../engine/tuning/tuningProtocol';
import { type Notice, noticeOf } from '../playground/notice';
import { plainRecipe } from '../recipe/recipeEditing';
import { followRun, reportUnsavedRun } from './followRun';
import { hiddenOf, tuningSettings } from './runSettings';
import type { RunDescription } from './storedRun';
import type { RunPlan, TuningActions, TuningContext, TuningRunFacts } from './tuningState';

/** Seconds between checkpoints: what a crash costs at most. */
const checkpointEvery = 5;

const takenElsewhere: Notice = {
  message: 'Another tab is making an adapter.',
  advice: 'Let it finish, or discard it there.',
  action: null,
};

type RunActions = Pick<
  TuningActions,
  'start' | 'pause' | 'resume' | 'stop' | 'discard' | 'lookForUnfinished' | 'setUpAnother'
>;

/** A run from its start to the adapter that it makes, or to its discarding. */
export function runActions(context: TuningContext): RunActions {
  const { playground, store, session, get, set } = context;

  return {
    async start() {
      if (get().obstacle !== null || get().run !== null) return;
      const plan = planned(context);
      if (plan === null) return;
      set({ run: beginning(plan), outcome: null, notice: null, unfinished: null });
      try {
        if (!(await store.claim())) {
          set({ run: null, notice: takenElsewhere });
          return;
        }
        await store.begin(plan);
      } catch (error) {
        reportUnsavedRun(context, error);
      }
      await launch(context, plan, null);
    },

    pause() {
      change(context, 'running', 'paused');
      void session.handle?.pause();
    },

    async resume() {
      const { run } = get();
      if (run?.phase === 'paused') {
        change(context, 'paused', 'running');
        await session.handle?.resume();
      } else if (run?.phase === 'interrupted' && session.plan !== null) {
        const { plan, checkpoint } = session;
        if (run.failure?.action === 'restart') {
          set({ run: { ...run, phase: 'preparing', failure: null } });
          await playground.getState().restart();
          if (playground.getState().phase !== 'ready') {
            set({ run });
            return;
          }
        }
        await launch(context, plan, checkpoint);
      } else if (run === null && get().unfinished !== null) {
        await resumeStored(context);
      }
    },

    stop() {
      if (session.handle === null) return;
      const { run } = get();
      if (run !== null) set({ run: { ...run, phase: 'ending' } });
      void session.handle.stop();
    },

    async discard() {
      const { run } = get();
      set({ unfinished: null });
      if (session.handle !== null) {
        session.isDiscarding = true;
        if (run !== null) set({ run: { ...run, phase: 'ending' } });
        await session.handle.discard();
        return;
      }
      await end(context);
    },

    setUpAnother: () => set({ outcome: null }),

    async lookForUnfinished() {
      try {
        // Another page's run is not unfinished: it is at it.
        if (!(await store.claim())) return;
        const stored = await store.load();
        const description = stored && (await descriptionOf(stored));
        if (get().run === null) store.release();
        if (!stored || !description || get().run !== null) return;
        set({
          unfinished: {
            name: description.name,
            hasCheckpoint: stored.checkpoint !== null,
            steps: description.settings.steps,
            photos: stored.photos.length,
          },
        });
      } catch (error) {
        set({ notice: noticeOf(error) });
      }
    },
  };
}

/** What is set, as a run; null where the set-up does not do for one. */
function planned({ playground, get }: TuningContext): RunPlan | null {
  const { source, usable, settings, sizes, head, startFrom, name, suggested } = get();
  if (sizes === null || head === null) return null;
  const recipe = source === 'pairs' ? [] : plainRecipe(get().recipe);
  const { adapterFile } = playground.getState();
  return {
    description: {
      version: 1,
      name: name?.trim() || suggested,
      kind: settings.kind,
      hidden: hiddenOf(settings, sizes),
      settings: tuningSettings(settings, head, sizes),
      recipe,
    },
    photos: usable.flatMap(({ name, clean, damaged }) =>
      clean === null ? [] : [{ name, clean: clean.file, degraded: damaged?.file ?? null }],
    ),
    startAdapter: startFrom === null ? null : (adapterFile(startFrom)?.blob ?? null),
  };
}

function beginning({ description }: RunPlan): TuningRunFacts {
  return {
    name: description.name,
    recipe: description.recipe,
    phase: 'preparing',
    start: null,
    step: 0,
    steps: description.settings.steps,
    losses: [],
    validations: [],
    stepsPerSecond: null,
    secondsLeft: null,
    preview: null,
    notSaved: null,
    failure: null,
  };
}

async function resumeStored(context: TuningContext): Promise<void> {
  const { store, set } = context;
  try {
    if (!(await store.claim())) {
      set({ unfinished: null, notice: takenElsewhere });
      return;
    }
    const stored = await store.load();
    const description = stored && (await descriptionOf(stored));
    if (!stored || !description) {
      store.release();
      set({ unfinished: null });
      return;
    }
    const plan: RunPlan = { ...stored, description };
    set({ run: beginning(plan), unfinished: null, outcome: null, notice: null, isOpen: true });
    await launch(context, plan, stored.checkpoint);
  } catch (error) {
    set({ notice: noticeOf(error) });
  }
}

/** Runs to the end, and takes the adapter into the list. */
async function launch(
  context: TuningContext,
  plan: RunPlan,
  checkpoint: Uint8Array<ArrayBuffer> | null,
): Promise<void> {
  const { engine, playground, session, get, set } = context;
  session.plan = plan;
  session.checkpoint = checkpoint;
  session.isDiscarding = false;
  const notSaved = get().run?.notSaved ?? null;
  set({ run: { ...beginning(plan), notSaved } });
  // A copy of its own: the one on the list may be renamed or deleted meanwhile.
  let copy: string | null = null;
  try {
    if (plan.startAdapter !== null) copy = (await engine.loadAdapter(plan.startAdapter)).id;
    const { name, recipe, settings, kind, hidden } = plan.description;
    session.handle = engine.tune(
      {
        name,
        photos: plan.photos,
        recipe,
        settings,
        kind,
        hidden,
        startFrom: copy,
        checkpoint,
        checkpointEvery,
      },
      followRun(context),
    );
    const tuned = await session.handle.finished;
    session.handle = null;
    await playground.getState().adoptAdapter(tuned.summary, tuned.file);
    await conclude(context, tuned);
  } catch (error) {
    session.handle = null;
    await failed(context, error);
  } finally {
    if (copy !== null) {
      await engine.unloadAdapter(copy).catch((error) => set({ notice: noticeOf(error) }));
    }
  }
}

async function conclude(context: TuningContext, tuned: TunedAdapter): Promise<void> {
  const { run } = context.get();
  await end(context);
  if (run === null) return;
  const { summary, psnr, problem } = tuned;
  context.set({
    outcome: { adapter: summary.id, name: summary.name, psnr, problem, run },
    name: null,
  });
}

async function failed(context: TuningContext, error: unknown): Promise<void> {
  const { session, get, set } = context;
  if (session.isDiscarding) return await end(context);
  const { run } = get();
  const failure = noticeOf(error);
  if (run === null) return;
  const hasBegun = run.start !== null || session.checkpoint !== null;
  if (hasBegun) {
    set({ run: { ...run, phase: 'interrupted', failure } });
    return;
  }
  // Nothing was learnt yet: back to the set-up, where something can be changed.
  await end(context);
  set({ notice: failure });
}

/** The run is over: nothing of it stays in the browser's storage. */
async function end({ store, session, set }: TuningContext): Promise<void> {
  session.plan = null;
  session.checkpoint = null;
  session.isDiscarding = false;
  await session.saving;
  try {
    await store.remove();
  } catch (error) {
    set({ notice: noticeOf(error) });
  }
  store.release();
  set({ run: null });
}

function change(
  { get, set }: TuningContext,
  from: TuningRunFacts['phase'],
  to: TuningRunFacts['phase'],
) {
  const { run } = get();
  if (run?.phase === from) set({ run: { ...run, phase: to } });
}

/** Most visits find no run, and the first view does without what reads one. */
async function descriptionOf({
  description,
}: {
  readonly description: unknown;
}): Promise<RunDescription | null> {
  const { readRunDescription } = await import('./storedRun');
  return readRunDescription(description);
}
