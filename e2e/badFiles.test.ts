import { readFileSync } from 'node:fs';
import { readAdapter, writeAdapter } from '../src/files/adapter';
import { cleanScene, equalPixels, withNoise } from './pictures';
import { type Playground, pngFile } from './playground';
import { expect, test } from './test';

const adapters = 'public/models/edt-compact-2/adapters';

function adapterBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(`${adapters}/${name}.safetensors`));
}

function photoFile(name: string, content: string) {
  return (playground: Playground) =>
    playground.choosePhoto({ name, mimeType: 'image/png', buffer: Buffer.from(content) });
}

function adapterFile(name: string, bytes: Uint8Array) {
  return (playground: Playground) => playground.importAdapter(name, bytes);
}

const fit = readAdapter(adapterBytes('denoise-25'));
const foreign = writeAdapter({
  ...fit,
  metadata: { ...fit.metadata, backbone: 'edt-enormous-9' },
});

/** What goes in, and the sentence about it. */
const badFiles = [
  {
    give: photoFile('letter.png', 'Dear Sir or Madam, please find the photo enclosed.'),
    sentence: '“letter.png” is not a picture that this browser can read.',
  },
  { give: photoFile('nothing.png', ''), sentence: '“nothing.png” is empty (0 bytes).' },
  {
    give: adapterFile('foreign.safetensors', foreign),
    sentence: 'This adapter was made for “edt-enormous-9”; the loaded backbone is “edt-compact-2”.',
  },
  {
    give: adapterFile('truncated.safetensors', adapterBytes('denoise-25').slice(0, 60_000)),
    sentence: 'The file is incomplete: tensor “body.layers.0',
  },
] as const;

test('bad files are named, and what was on screen stays', async ({ page, playground }) => {
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('good.png', await withNoise(cleanScene(48, 32))));
  const saved = await playground.savePng();
  const stage = await playground.stagePixels();
  const choices = page.getByRole('radiogroup', { name: 'Restore with' });

  for (const { give, sentence } of badFiles) {
    await give(playground);
    await expect(playground.alert).toContainText(sentence);

    await expect(playground.root).toHaveAttribute('data-state', 'done');
    await expect(playground.canvas).toHaveAccessibleName('good.png');
    await expect(choices.getByRole('radio')).toHaveCount(14);
    await expect(playground.choice('denoise-25')).toBeChecked();
    expect(equalPixels(await playground.stagePixels(), stage)).toBe(1);
    expect((await playground.savePng()).bytes.equals(saved.bytes)).toBe(true);

    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(playground.alert).toBeEmpty();
  }
});

test('an adapter from a file restores with its own weights', { tag: '@thorough' }, async ({
  playground,
}) => {
  const deblur = readAdapter(adapterBytes('deblur-gaussian'));
  const mine = writeAdapter({ ...deblur, metadata: { ...deblur.metadata, name: 'my-own' } });
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('photo.png', await withNoise(cleanScene(48, 32))));
  const denoised = await playground.savePng();

  await playground.importAdapter('my-own.safetensors', mine);
  await expect(playground.choice('my-own')).toBeChecked();
  await playground.waitFor('done');
  const restored = await playground.savePng();
  await playground.restoreWith('deblur-gaussian');
  const deblurred = await playground.savePng();

  expect(restored.name).toBe('photo-my-own.png');
  expect(restored.bytes.equals(denoised.bytes)).toBe(false);
  expect(restored.bytes.equals(deblurred.bytes)).toBe(true);
});
