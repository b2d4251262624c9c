import type { Page } from '@playwright/test';
import type { RgbaImage } from '../src/imaging/rgbaImage';
import { psnr } from '../src/metrics/psnr';
import { ssim } from '../src/metrics/ssim';
import { differenceOf, type Layer, pixelAt, stageOf } from './comparingPictures';
import { cleanScene, equalPixels, halved, partOf, withNoise } from './pictures';
import { type Playground, pngFile } from './playground';
import { expect, test } from './test';

// The smaller the stage, the sooner all of its pixels are compared.
test.use({ viewport: { width: 1000, height: 640 } });

const clean = cleanScene(48, 32);

/** A noisy photo restored with two adapters, the second one on B. */
async function twoResults(playground: Playground) {
  const photo = await withNoise(clean);
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', photo));
  const { image: weak } = await playground.savePng();
  await playground.restoreWith('denoise-50');
  const { image: strong } = await playground.savePng();
  expect(equalPixels(weak, strong)).toBeLessThan(0.5);
  return { photo, weak, strong };
}

/** The whole stage is what these layers give, every pixel of it. */
async function expectStage(
  playground: Playground,
  layers: (stage: RgbaImage) => readonly Layer[],
): Promise<void> {
  const stage = await playground.stagePixels();
  expect(equalPixels(stage, stageOf(stage, layers(stage)))).toBe(1);
}

test('a kept result is back, saved as before, without any run; a missing one is restored', async ({
  page,
  playground,
}) => {
  await countCallsToEngine(page);
  const { photo, weak, strong } = await twoResults(playground);
  await playground.split.press('Home');
  await page.keyboard.press('1');
  const shows = (picture: RgbaImage) => expectStage(playground, () => [{ picture, scale: 1 }]);
  await shows(strong);

  const calls = await callsToEngine(page);
  expect(calls.filter((call) => call === 'restore')).toHaveLength(2);
  await playground.choose('denoise-25');
  await expect(playground.name('b')).toHaveText('denoise-25');
  await shows(weak);
  await playground.waitFor('done');
  const saved = await playground.savePng();
  expect(saved.name).toBe('leaves-denoise-25.png');
  expect(equalPixels(saved.image, weak)).toBe(1);
  await playground.compare('b', 'denoise-50');
  await shows(strong);
  await expect(playground.choice('denoise-50')).toBeChecked();
  await playground.compare('b', 'Photo');
  await shows(photo);
  // Saving is all that the engine has been asked for since.
  expect(await callsToEngine(page)).toEqual([...calls, 'encode']);

  await playground.compare('b', 'denoise-50');
  await playground.compare('a', 'denoise-15');
  await playground.waitFor('done');
  const since = (await callsToEngine(page)).slice(calls.length);
  expect(since).toEqual(['encode', 'select', 'warmUp', 'restore']);
  await expect(playground.name('a')).toHaveText('denoise-15');
  await expect(playground.name('b')).toHaveText('denoise-50');
  await shows(strong);
  await playground.split.press('End');
  const { image, name } = await playground.savePng();
  expect(name).toBe('leaves-denoise-15.png');
  await shows(image);

  await playground.compare('a', 'Backbone alone ×1');
  await playground.waitFor('done');
  const backboneAlone = await playground.savePng();
  expect(backboneAlone.name).toBe('leaves-backbone-x1.png');
  expect(equalPixels(backboneAlone.image, image)).toBeLessThan(0.5);
  await shows(backboneAlone.image);
});

test('any two pictures in every mode, pixel by pixel', async ({ page, playground }) => {
  const { photo, weak, strong } = await twoResults(playground);

  await test.step('side by side shows the same point in both panes', async () => {
    await playground.mode('Side by side');
    await playground.compare('a', 'denoise-25');
    await page.keyboard.press('1');
    for (const scale of [1, 2, 3]) {
      await expect(playground.zoom).toHaveText(`${scale * 100} %`);
      await expectStage(playground, ({ width, height }) => {
        const half = Math.floor((width - 2) / 2);
        return [
          { picture: weak, scale, pane: { x: 0, y: 0, width: half, height } },
          { picture: strong, scale, pane: { x: width - half, y: 0, width: half, height } },
        ];
      });
      await page.keyboard.press('+');
    }
  });

  await test.step('zooming and panning move both panes alike', async () => {
    const { width, height } = await playground.stagePixels();
    await page.mouse.move(width * 0.7, height * 0.4);
    await page.mouse.wheel(0, -700);
    await page.mouse.down();
    await page.mouse.move(width * 0.7 - 90, height * 0.4 + 40, { steps: 3 });
    await page.mouse.up();
    const stage = await playground.stagePixels();
    const half = Math.floor((width - 2) / 2);
    const [a, b] = [0, width - half].map((x) => partOf(stage, { x, y: 0, width: half, height }));
    if (a === undefined || b === undefined) throw new Error('There are two panes.');
    // Wherever the panes look, a pixel of one result lies where that of the other does.
    const at = pairsOf(weak, strong);
    let inside = 0;
    for (let y = 1; y < height; y += 7) {
      for (let x = 1; x < half; x += 7) {
        const [left, right] = [pixelAt(a, x, y), pixelAt(b, x, y)];
        if (left[3] === 0) continue;
        inside++;
        expect(at.has(`${left} ${right}`)).toBe(true);
      }
    }
    expect(inside).toBeGreaterThan(200);
  });

  await test.step('blink shows B, and A while the key or the button is held', async () => {
    await playground.mode('Blink');
    await page.keyboard.press('1');
    const shows = (picture: RgbaImage) => expectStage(playground, () => [{ picture, scale: 1 }]);
    await shows(strong);
    await page.keyboard.down('b');
    await shows(weak);
    await page.keyboard.up('b');
    await shows(strong);
    const button = page.getByRole('button', { name: 'Hold to see denoise-25' });
    await button.hover();
    await page.mouse.down();
    await expect(button).toHaveAttribute('aria-pressed', 'true');
    await shows(weak);
    await page.mouse.up();
    await shows(strong);
    await button.focus();
    await page.keyboard.down('Space');
    await shows(weak);
    await page.keyboard.up('Space');
    await shows(strong);
  });

  await test.step('the difference is |a − b| times the gain', async () => {
    await page.keyboard.press('d');
    await expect(page.getByText('32 or more')).toBeVisible();
    const shows = (a: RgbaImage, b: RgbaImage, gain: number, scale: number) =>
      expectStage(playground, () => [{ picture: differenceOf(a, b, gain), scale }]);
    await shows(weak, strong, 8, 1);
    await page.getByRole('slider', { name: 'Gain' }).fill('6');
    await expect(page.getByText('4 or more')).toBeVisible();
    await shows(weak, strong, 64, 1);
    await page.keyboard.press('+');
    await playground.compare('a', 'Photo');
    await page.getByRole('slider', { name: 'Gain' }).fill('1');
    await shows(photo, strong, 2, 2);
    await page.keyboard.press('[');
    await shows(photo, strong, 1, 2);
    // Held, the key shows A itself here too.
    await page.keyboard.down('b');
    await expectStage(playground, () => [{ picture: photo, scale: 2 }]);
    await page.keyboard.up('b');
  });
});

test('at 1600 % every pixel is a square, and the loupe magnifies both sides', async ({
  page,
  playground,
}) => {
  const photo = await withNoise(clean);
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', photo));
  const { image: result } = await playground.savePng();
  await page.keyboard.press('1');
  for (let press = 0; press < 7; press++) await page.keyboard.press('+');
  await expect(playground.zoom).toHaveText('1600 %');
  await expectStage(playground, ({ width }) => [
    { picture: photo, scale: 16 },
    { picture: result, scale: 16, from: Math.round(width / 2) },
  ]);
  await page.keyboard.press('+');
  await expect(playground.zoom).toHaveText('1600 %');

  await page.keyboard.press('1');
  await page.keyboard.press('+');
  await page.getByRole('button', { name: 'Loupe' }).click();
  const { width, height } = await playground.stagePixels();
  const corner = { x: Math.round((width - 96) / 2), y: Math.round((height - 64) / 2) };
  const pixel = { x: 30, y: 20 };
  // Of a pixel's square of 2 × 2.
  const middleOf = ({ x, y }: typeof pixel) => ({
    x: corner.x + 2 * x + 1,
    y: corner.y + 2 * y + 1,
  });
  const expectLenses = async () => {
    const stage = await playground.pixelsOf(playground.loupe);
    const pointer = middleOf(pixel);
    const side = 168;
    const lens = { x: pointer.x - side - 1, y: pointer.y - 28 - side };
    for (const [source, left] of [
      [photo, lens.x],
      [result, lens.x + side + 2],
    ] as const) {
      // From a few pixels away to a few beyond, but for the one in the middle, which is framed.
      for (const [dx, dy] of [
        [-3, -2],
        [2, 0],
        [-2, 3],
        [4, -4],
      ] as const) {
        const x = left + side / 2 + dx * 8;
        const y = lens.y + side / 2 + dy * 8;
        const [red, green, blue] = pixelAt(source, pixel.x + dx, pixel.y + dy);
        for (const [i, j] of [
          [-3, -3],
          [3, 3],
          [-3, 3],
        ] as const) {
          expect(pixelAt(stage, x + i, y + j)).toEqual([red, green, blue, 255]);
        }
      }
    }
  };
  await page.mouse.move(middleOf(pixel).x, middleOf(pixel).y);
  await expectLenses();

  // By keyboard the loupe moves by 16 pixels of the screen.
  pixel.x -= 8;
  await page.keyboard.press('Shift+ArrowLeft');
  await expectLenses();
  await page.keyboard.press('l');
  await expect(page.getByRole('button', { name: 'Loupe' })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
});

test('a reference is measured against, compared, and refused where it does not fit', async ({
  page,
  playground,
}) => {
  const { weak, strong } = await twoResults(playground);
  const reference = page.getByLabel('Reference file');
  await reference.setInputFiles(pngFile('half.png', await halved(clean)));
  await expect(playground.alert).toContainText(
    "“half.png” has 24 × 16 pixels and can't be the reference of a photo of 48 × 32.",
  );
  await expect(playground.name('a')).toHaveText('Photo');

  await reference.setInputFiles(pngFile('clean.png', clean));
  await expect(playground.name('a')).toHaveText('Reference');
  const expectFidelity = async (side: 'a' | 'b', image: RgbaImage) => {
    const decibels = psnr(clean, image, { channels: 'rgb' }).toFixed(2);
    const similarity = ssim(clean, image, { channels: 'rgb' }).toFixed(4);
    await expect(page.locator(`.picture-${side} .picture-fidelity`)).toHaveText(
      `${decibels} dB · SSIM ${similarity}`,
    );
  };
  await expectFidelity('b', strong);
  await playground.compare('a', 'denoise-25');
  await expectFidelity('a', weak);

  await playground.compare('a', 'Reference');
  await playground.mode('Difference');
  await page.keyboard.press('1');
  await expectStage(playground, () => [{ picture: differenceOf(clean, strong, 8), scale: 1 }]);
  await page.getByRole('button', { name: 'Remove the reference' }).click();
  await expect(playground.name('a')).toHaveText('Photo');
  await expect(page.locator('.picture-fidelity')).toHaveCount(0);
});

interface Counted {
  callsToEngine: string[];
}

/** Writes down every call that the page makes into the engine's worker, from its start on. */
async function countCallsToEngine(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted = globalThis as typeof globalThis & Counted;
    counted.callsToEngine = [];
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (
      message: { readonly path?: readonly string[] },
      ...rest
    ) {
      if (message.path !== undefined) counted.callsToEngine.push(message.path.join('.'));
      return postMessage.apply(this, [message, ...rest] as Parameters<typeof postMessage>);
    };
  });
}

function callsToEngine(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as typeof globalThis & Counted).callsToEngine);
}

/** "colour of a, colour of b" for every pixel of two pictures. */
function pairsOf(a: RgbaImage, b: RgbaImage): Set<string> {
  const pairs = new Set<string>();
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) pairs.add(`${pixelAt(a, x, y)} ${pixelAt(b, x, y)}`);
  }
  return pairs;
}
