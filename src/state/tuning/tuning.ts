import { createStore, type StoreApi } from 'zustand/vanilla';
import { noticeOf } from '../playground/notice';
import { type EditedRecipe, numberedSteps, recipeEditing } from '../recipe/recipeEditing';
import { startingRecipes } from '../recipe/recipeSteps';
import { addingPhotos } from './addingPhotos';
import { showDamage } from './damage';
import { derivedFacts } from './derived';
import { runActions } from './running';
import { initialRunSettings } from './runSettings';
import type {
  SetupFacts,
  TuningContext,
  TuningDependencies,
  TuningFacts,
  TuningSession,
  TuningState,
} from './tuningState';

export type Tuning = StoreApi<TuningState>;

/** The store of the Tune screen: what is set, the run, and what it made. */
export function createTuning(dependencies: TuningDependencies): Tuning {
  const { engine, playground } = dependencies;
  const session: TuningSession = {
    numbered: 0,
    damagesAsked: 0,
    isShowingDamage: false,
    crop: null,
    plan: null,
    checkpoint: null,
    handle: null,
    isDiscarding: false,
    saving: null,
    sizesAsked: null,
  };
  const setup: SetupFacts = {
    source: 'clean',
    picked: [],
    looks: new Map(),
    recipe: numberedSteps(session, startingRecipes.noise),
    name: null,
    startFrom: null,
    settings: initialRunSettings,
    sizes: null,
  };
  const derive = (facts: SetupFacts) => derivedFacts(facts, playground.getState());

  const tuning = createStore<TuningState>()((update, get) => {
    const set = (facts: Partial<TuningFacts>) => {
      update(facts);
      if (Object.keys(facts).some((name) => name in setup)) followSetup(context);
    };
    const context: TuningContext = { ...dependencies, session, get, set };
    playground.subscribe(({ phase, backbone, adapters, memoryBudget, backend }, before) => {
      const isOther = backbone !== before.backbone || backend !== before.backend;
      if (isOther || memoryBudget !== before.memoryBudget) {
        // What suited the device, or the backbone, need not suit it now.
        session.sizesAsked = null;
        set({ sizes: null });
        return;
      }
      if (phase === before.phase && adapters === before.adapters) return;
      followSetup(context);
    });

    return {
      ...setup,
      ...derive(setup),
      isOpen: false,
      shownEntry: null,
      damage: null,
      unfinished: null,
      run: null,
      outcome: null,
      notice: null,
      open: () => set({ isOpen: true }),
      close: () => set({ isOpen: false }),
      ...addingPhotos(context),
      ...recipeEditing({ session, recipe: () => get().recipe, keep: keepRecipe(context) }),
      bringRecipe(steps) {
        set({ source: 'clean' });
        keepRecipe(context)(numberedSteps(session, steps));
      },
      ...runActions(context),
      setName: (name) => set({ name: name === '' ? null : name }),
      setStartFrom: (startFrom) => set({ startFrom }),
      change(settings) {
        set({ settings: { ...get().settings, ...settings } });
        if (settings.seed !== undefined) showDamage(context);
      },
      dismissNotice: () => set({ notice: null }),
    };
  });
  return tuning;

  function keepRecipe(context: TuningContext) {
    return (recipe: EditedRecipe) => {
      context.set({ recipe });
      showDamage(context);
    };
  }

  /** Works out what follows, and asks the device where it has not said what suits. */
  function followSetup(context: TuningContext): void {
    const { get } = context;
    const startFrom = validStart(get());
    tuning.setState({ startFrom, ...derive({ ...get(), startFrom }) });
    const { head, sizes, settings } = get();
    const { hidden } = settings;
    if (head === null || playground.getState().phase !== 'ready') return;
    if (sizes?.head === head && sizes.forHidden === hidden) return;
    const asked = `${head} ${hidden}`;
    if (session.sizesAsked === asked) return;
    session.sizesAsked = asked;
    engine.tuningSizes(head, hidden).then(
      (found) => {
        if (session.sizesAsked !== asked) return;
        session.sizesAsked = null;
        context.set({ sizes: { ...found, head, forHidden: hidden } });
      },
      (error: unknown) => {
        if (session.sizesAsked !== asked) return;
        session.sizesAsked = null;
        tuning.setState({ notice: noticeOf(error) });
      },
    );
  }

  /** An adapter that is gone, or of another head, is none to start from. */
  function validStart({ startFrom, ...facts }: SetupFacts): string | null {
    const { head } = derive({ startFrom, ...facts });
    const { adapters } = playground.getState();
    const isThere = adapters.some((adapter) => adapter.id === startFrom && adapter.head === head);
    return isThere ? startFrom : null;
  }
}
