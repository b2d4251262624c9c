import type { RgbaImage } from '../src/imaging/rgbaImage';
import { cleanScene, equalPixels, partOf, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test.describe('in a small window', () => {
  test.use({ viewport: { width: 390, height: 720 } });

  test('after a swap at 100 % what is on screen is restored before the rest', {
    tag: '@thorough',
  }, async ({ page, playground }) => {
    const photo = await withNoise(cleanScene(1152, 32));
    await playground.open('whatever works');
    await playground.restorePhoto(pngFile('strip.png', photo));
    await playground.split.press('Home');
    // There the arrow keys pan.
    await page.getByRole('button', { name: '100 %' }).press('Enter');
    for (let press = 0; press < 18; press++) await page.keyboard.press('ArrowRight');
    await page.evaluate(recordStage);
    await playground.restoreWith('denoise-50');
    const { image: result } = await playground.savePng();

    // The right end is on screen: a third of the photo.
    const shown = partOf(result, { x: photo.width - 390, y: 0, width: 390, height: 32 });
    const samples = await page.evaluate(samplesSoFar);
    const complete = samples.filter((sample) => equalPixels(stripOf(sample), shown) === 1);
    expect(complete.length).toBeGreaterThan(0);
    expect(complete.length).toBeLessThan(samples.length);
    const { done, tiles } = samples[samples.length - complete.length] ?? { done: 0, tiles: 0 };
    expect(tiles).toBeGreaterThan(4);
    expect(done / tiles).toBeLessThan(0.6);
  });
});

test('nothing on the screen moves while a result streams in, and when it is there', async ({
  page,
  playground,
}) => {
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(160, 32))));
  await playground.restoreWith('denoise-50');
  await page.evaluate(watchLayout);
  await playground.restoreWith('denoise-15');
  expect(await page.evaluate(shiftsSoFar)).toEqual([]);

  // The negative control: what it watches for does happen when something is pushed in.
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('.zoom-bar')?.style.setProperty('right', '120px');
  });
  await expect.poll(() => page.evaluate(shiftsSoFar)).not.toEqual([]);
});

/** The middle of the stage while a result streamed in, and how far the run said that it was. */
interface Sample {
  readonly done: number;
  readonly tiles: number;
  readonly width: number;
  readonly rows: readonly number[];
}

interface Recorded {
  stageSamples: Sample[];
}

/** In the page, for a round trip takes longer than a tile. */
function recordStage(): void {
  const recorded = globalThis as typeof globalThis & Recorded;
  recorded.stageSamples = [];
  const frame = () => {
    requestAnimationFrame(frame);
    const text = document.querySelector('.run-bar p span')?.textContent ?? '';
    const [, done, tiles] = /^(\d+) of (\d+) tiles/.exec(text) ?? [];
    const canvas = document.querySelector<HTMLCanvasElement>('main canvas[role=img]');
    if (canvas === null || done === undefined || Number(done) === Number(tiles)) return;
    const { width, height } = canvas;
    const rows = canvas.getContext('2d')?.getImageData(0, Math.round((height - 32) / 2), width, 32);
    if (rows === undefined) return;
    const sample = { done: Number(done), tiles: Number(tiles), width, rows: [...rows.data] };
    const last = recorded.stageSamples.at(-1);
    // The last frame for each number of tiles.
    if (last?.done === sample.done) recorded.stageSamples.pop();
    recorded.stageSamples.push(sample);
  };
  requestAnimationFrame(frame);
}

function samplesSoFar(): Sample[] {
  return (globalThis as typeof globalThis & Recorded).stageSamples;
}

function stripOf({ width, rows }: Sample): RgbaImage {
  return { width, height: 32, data: Uint8ClampedArray.from(rows) };
}

interface Watched {
  layoutShifts: string[];
}

function watchLayout(): void {
  const watched = globalThis as typeof globalThis & Watched;
  watched.layoutShifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { sources = [] } = entry as PerformanceEntry & {
        readonly sources?: readonly { readonly node: Node | null }[];
      };
      for (const { node } of sources) {
        const element = node instanceof Element ? node : node?.parentElement;
        watched.layoutShifts.push(element?.outerHTML.slice(0, 120) ?? 'something');
      }
    }
  }).observe({ type: 'layout-shift' });
}

function shiftsSoFar(): string[] {
  return (globalThis as typeof globalThis & Watched).layoutShifts;
}
