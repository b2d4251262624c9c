import type { Engine } from '../../engine/engine';
import { PhotoError } from '../../engine/errors';
import type { AdapterSummary } from '../../engine/protocol';
import type {
  TunedAdapter,
  TuneOptions,
  TuningHandle,
  TuningStart,
} from '../../engine/tuning/tuningProtocol';
import type { StoredBeginning, StoredRun } from '../../storage/tuningStore';
import { image, quietEngine, settled, testPlayground } from '../playground/testPlayground';
import { createTuning } from './tuning';
import type { RunStore } from './tuningState';

type Listener = Parameters<Engine['tune']>[1];

const sizes = {
  patch: 64,
  batch: 2,
  patchMultiple: 64,
  kinds: {
    adaptir: { hidden: 24, parameters: 9000, fits: true },
    full: { hidden: 24, parameters: 9e9, fits: false },
  },
} as const;

/** For tests only: a started playground and a Tune screen whose runs go as the test says. */
export async function testTuning(changes: Partial<Engine> = {}, store = new TestStore()) {
  const runs: TestRun[] = [];
  const { playground, ...others } = testPlayground({
    tuningSizes: async () => sizes,
    // A photo's name says its size, or what is wrong with it.
    glance: async (photo) => {
      const [, width, height] = /(\d+)x(\d+)/.exec((photo as File).name) ?? [];
      if (width === undefined) throw new PhotoError('This is no picture.', 'Take another.');
      return { width: Number(width), height: Number(height), thumbnail: new Blob() };
    },
    tune: (options, listener) => {
      const run = new TestRun(options, listener);
      runs.push(run);
      return run.handle;
    },
    ...changes,
  });
  await playground.getState().begin();
  const freed: string[] = [];
  let made = 0;
  const tuning = createTuning({
    engine: others.dependencies.engine,
    playground,
    store,
    addresses: { make: () => `blob:${++made}`, free: (address) => void freed.push(address) },
  });
  const state = () => tuning.getState();
  return { tuning, state, playground, runs, store, freed, ...others };
}

/** The same with two usable photos, and its first run under way. */
export async function running(...changes: Parameters<typeof testTuning>) {
  const parts = await testTuning(...changes);
  await parts.state().addPhotos(photos('a 200x100.png', 'b 200x100.png'), null);
  await settled();
  void parts.state().start();
  await settled();
  const [run] = parts.runs;
  if (run === undefined) throw new Error(`Nothing runs: ${parts.state().obstacle}.`);
  return { ...parts, run };
}

export function photos(...paths: readonly string[]) {
  return paths.map((path) => {
    const cut = path.lastIndexOf('/');
    const file = new File([path], path.slice(cut + 1));
    return { file, folder: path.slice(0, Math.max(0, cut)) };
  });
}

/** One call of `Engine.tune`, moved on by the test. */
export class TestRun {
  readonly commands: string[] = [];
  readonly handle: TuningHandle;
  #resolve: (adapter: TunedAdapter) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(
    readonly options: TuneOptions,
    private readonly listener: Listener,
  ) {
    const told = (command: string) => async () => {
      this.commands.push(command);
      if (command === 'discard') this.fail(new DOMException('Discarded.', 'AbortError'));
    };
    this.handle = {
      pause: told('pause'),
      resume: told('resume'),
      stop: told('stop'),
      discard: told('discard'),
      finished: new Promise((resolve, reject) => {
        this.#resolve = resolve;
        this.#reject = reject;
      }),
    };
  }

  start(before: Partial<TuningStart> = {}): void {
    this.listener.onStart?.({
      usedPhotos: this.options.photos.length,
      skipped: [],
      parameters: 9000,
      backend: 'webgpu',
      settings: this.options.settings,
      inputPsnr: 20,
      startPsnr: 21,
      losses: [],
      validations: [],
      shown: { degraded: image(2, 2, 1), clean: image(2, 2, 3) },
      ...before,
    });
  }

  /** A step with a validation, so that it is shown at once. */
  step(step: number): void {
    const { steps } = this.options.settings;
    this.listener.onProgress?.({
      step,
      steps,
      loss: 1 / step,
      stepsPerSecond: 2,
      secondsLeft: (steps - step) / 2,
      validation: { step, psnr: 21 + step },
      preview: image(2, 2, 2),
    });
  }

  checkpoint(...bytes: readonly number[]): void {
    this.listener.onCheckpoint?.(new Uint8Array(bytes));
  }

  async finish(problem: string | null = null): Promise<void> {
    const { name, settings } = this.options;
    const plain = await quietEngine.loadAdapter(new Blob([name]));
    const summary: AdapterSummary = { ...plain, id: `tuned ${name}`, head: settings.head };
    const file = new Blob([name]);
    this.#resolve({ summary, file, steps: 3, inputPsnr: 20, startPsnr: 21, psnr: 25, problem });
    await settled();
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}

/** A store in memory, whose next calls may fail. */
export class TestStore implements RunStore {
  beginning: StoredBeginning | null = null;
  checkpoint: Uint8Array<ArrayBuffer> | null = null;
  failure: Error | null = null;
  saves = 0;
  isTaken = false;

  async claim(): Promise<boolean> {
    this.#throwIfFailing();
    return !this.isTaken;
  }

  release(): void {
    this.isTaken = false;
  }

  async begin(beginning: StoredBeginning): Promise<void> {
    this.#throwIfFailing();
    this.beginning = { ...beginning, description: structuredClone(beginning.description) };
    this.checkpoint = null;
  }

  async saveCheckpoint(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.saves++;
    await settled();
    this.#throwIfFailing();
    this.checkpoint = bytes;
  }

  async load(): Promise<StoredRun | null> {
    return this.beginning && { ...this.beginning, checkpoint: this.checkpoint };
  }

  async remove(): Promise<void> {
    this.beginning = null;
    this.checkpoint = null;
  }

  #throwIfFailing(): void {
    if (this.failure !== null) throw this.failure;
  }
}
