import type { Engine } from '../../engine/engine';
import type { Recipe } from '../../imaging/degradation/recipe';
import type { RgbaImage } from '../../imaging/rgbaImage';
import type { DegradedVersion } from '../photo/pictures';
import { image, settled } from '../playground/testPlayground';
import { testTuning } from '../tuning/testTuning';
import { createLab } from './lab';

/** For tests only: a photo restored with `denoise` (its corner 100), and a lab that is still closed. */
export async function testLab(changes: Partial<Engine> = {}) {
  const { playground, pictures, photos, restorations, dependencies, tuning, backbones } =
    await testTuning(changes);
  const jobs: TestJob[] = [];
  const lab = createLab({
    engine: dependencies.engine,
    playground,
    pictures,
    tuning,
    pace: { patience: 30, restoreAfter: 20 },
    degrader: {
      degrade(...asked) {
        const job = new TestJob(asked);
        jobs.push(job);
        return job.made;
      },
      forget: () => undefined,
    },
  });
  const finishRun = async (grey: number, scale = 1) => {
    const run = restorations.at(-1);
    run?.start(scale);
    run?.tile(grey);
    run?.finish(scale);
    await settled();
  };
  void playground.getState().openPhoto(new File(['photo'], 'leaves.jpg'));
  await settled();
  await finishRun(100);
  const state = () => playground.getState();
  /** Of the photo's corner, where its pixels are: in the engine, or in the page. */
  const photoGrey = () => {
    const { handle, pixels } = pictures.photo ?? { handle: null, pixels: null };
    return (handle === null ? pixels : photos.pixels(handle.id))?.data[0];
  };
  const parts = { lab, playground, pictures, photos, restorations, tuning, backbones, jobs };
  return { ...parts, finishRun, state, photoGrey };
}

/** The same, opened, its first version (grey 10) on screen and restored (grey 60). */
export async function degraded(...changes: Parameters<typeof testLab>) {
  const parts = await testLab(...changes);
  const { lab, jobs, finishRun, restorations } = parts;
  const before = restorations.length;
  lab.getState().open();
  await settled();
  jobs[0]?.finish(10);
  await until(() => restorations.length > before);
  await finishRun(60);
  return parts;
}

type Asked = readonly [clean: RgbaImage, recipe: Recipe, seed: number, signal: AbortSignal];

/** One call of `Degrader.degrade`, ended by the test. */
export class TestJob {
  readonly made: Promise<DegradedVersion>;
  readonly recipe: Recipe;
  readonly seed: number;
  readonly signal: AbortSignal;
  isClosed = false;
  readonly #clean: RgbaImage;
  #resolve: (version: DegradedVersion) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor([clean, recipe, seed, signal]: Asked) {
    this.#clean = clean;
    this.recipe = recipe;
    this.seed = seed;
    this.signal = signal;
    this.made = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    signal.addEventListener('abort', () => this.#reject(signal.reason));
  }

  /** A version in one grey, reduced by `scale`. */
  finish(grey: number, scale = 1): void {
    const { width, height } = this.#clean;
    const size = { width: Math.floor(width / scale), height: Math.floor(height / scale) };
    const pixels = image(size.width, size.height, grey);
    const close = () => {
      this.isClosed = true;
    };
    const clean = image(size.width * scale, size.height * scale, 1);
    const remake = async () => image(size.width, size.height, grey);
    this.#resolve({ pixels, preview: { ...size, close }, clean, remake });
  }

  fail(error: unknown): void {
    this.#reject(error);
  }
}

/** Until that holds; fails after a second. */
export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 1000; !holds(); ) {
    if (Date.now() > end) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
