import { pixelPicture } from '../src/imaging/pixelPicture';
import type { RgbaImage } from '../src/imaging/rgbaImage';
import { cleanScene, equalPixels, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test('the stage shows before and after, pixel by pixel, at every zoom and split', async ({
  page,
  playground,
}) => {
  const before = await withNoise(cleanScene(96, 64));
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', before));
  const { image: after } = await playground.savePng();
  expect(equalPixels(before, after)).toBeLessThan(0.1);

  /** The whole stage, compared with the one that the two pictures give. */
  const expectStage = async (scale: number, split: number) => {
    await expect(playground.zoom).toHaveText(`${scale * 100} %`);
    await expect(playground.split).toHaveAttribute('aria-valuenow', `${Math.round(split * 100)}`);
    const stage = await playground.stagePixels();
    expect(equalPixels(stage, expectedStage(stage, before, after, scale, split))).toBe(1);
  };
  const { width, height } = await playground.stagePixels();
  const fitted = Math.min(16, Math.floor(Math.min((width - 48) / 96, (height - 48) / 64)));

  await expectStage(fitted, 0.5);
  await page.keyboard.press('1');
  await expectStage(1, 0.5);
  await page.keyboard.press('+');
  await expectStage(2, 0.5);
  await page.keyboard.press(']');
  await expectStage(2, 0.52);
  await page.keyboard.press('-');
  await expectStage(1, 0.52);
  await playground.split.press('Shift+ArrowLeft');
  await playground.split.press('ArrowRight');
  await expectStage(1, 0.43);
  await page.keyboard.press('0');
  await expectStage(fitted, 0.43);
  await playground.split.press('Home');
  await expectStage(fitted, 0);
  await playground.split.press('End');
  await expectStage(fitted, 1);

  await page.mouse.move(width - 1, 300);
  await page.mouse.down();
  await page.mouse.move(width / 4, 310, { steps: 3 });
  await page.mouse.up();
  await expectStage(fitted, 0.25);
});

/** Before left of the split, after right of it, in the middle of an empty stage. */
function expectedStage(
  stage: { readonly width: number; readonly height: number },
  before: RgbaImage,
  after: RgbaImage,
  scale: number,
  split: number,
): RgbaImage {
  const border = Math.round(stage.width * split);
  const left = Math.round((stage.width - before.width * scale) / 2);
  const top = Math.round((stage.height - before.height * scale) / 2);
  return pixelPicture(stage.width, stage.height, (x, y) => {
    const column = Math.floor((x - left) / scale);
    const row = Math.floor((y - top) / scale);
    if (column < 0 || row < 0 || column >= before.width || row >= before.height)
      return [0, 0, 0, 0];
    const { data } = x < border ? before : after;
    const at = (row * before.width + column) * 4;
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0, 255];
  });
}
