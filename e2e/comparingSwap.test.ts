import type { Page } from '@playwright/test';
import type { RgbaImage } from '../src/imaging/rgbaImage';
import { cleanScene, equalPixels, partOf, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test.describe('in a small window', () => {
  test.use({ viewport: { width: 320, height: 480 } });

  test('after a swap at 100 % what is on screen is restored before the rest', async ({
    page,
    playground,
  }) => {
    const photo = await withNoise(cleanScene(768, 32));
    await playground.open('whatever works');
    await playground.restorePhoto(pngFile('strip.png', photo));
    await playground.split.press('Home');
    await page.keyboard.press('1');
    for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowRight');
    await playground.choose('denoise-50');

    // The right end is on screen. It is there when about half of the tiles are done.
    const shown = { x: photo.width - 320, y: 0, width: 320, height: 32 };
    await expect(page.getByText(/^\d+ of \d+ tiles/)).toBeVisible();
    const samples = [];
    for (;;) {
      const before = await tilesDone(page);
      const stage = await playground.stagePixels();
      const after = await tilesDone(page);
      if (after === null) break;
      if (before !== null) samples.push({ ...after, strip: stripOf(stage) });
      if (after.done > after.tiles * 0.7) break;
    }
    // The left end is still the noisy photo while the run goes on.
    for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowLeft');
    const leftEnd = stripOf(await playground.stagePixels());
    expect(await tilesDone(page)).not.toBeNull();
    await playground.waitFor('done');
    const { image: result } = await playground.savePng();

    const whole = samples.filter(({ strip }) => equalPixels(strip, partOf(result, shown)) === 1);
    const first = whole[0];
    expect(first).toBeDefined();
    expect((first?.done ?? 0) / (first?.tiles ?? 1)).toBeLessThan(0.7);
    const atLeft = { ...shown, x: 0, width: 160 };
    const untouched = partOf(leftEnd, { x: 0, y: 0, width: 160, height: 32 });
    expect(equalPixels(untouched, partOf(photo, atLeft))).toBe(1);
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

interface Progress {
  readonly done: number;
  readonly tiles: number;
}

/** Null where nothing is being restored, or no tile is planned yet. */
async function tilesDone(page: Page): Promise<Progress | null> {
  const texts = await page.locator('.run-bar p span').allTextContents();
  const [, done, tiles] = /^(\d+) of (\d+) tiles/.exec(texts[0] ?? '') ?? [];
  return tiles === undefined ? null : { done: Number(done), tiles: Number(tiles) };
}

/** The photo's rows, from edge to edge of the stage. */
function stripOf(stage: RgbaImage): RgbaImage {
  const y = Math.round((stage.height - 32) / 2);
  return partOf(stage, { x: 0, y, width: stage.width, height: 32 });
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
