import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { readAdapter, writeAdapter } from '../src/files/adapter';
import { readSafetensors, writeSafetensors } from '../src/files/safetensors';
import { float32Values, storeFloat32 } from '../src/files/storedTensor';
import type { RgbaImage } from '../src/imaging/rgbaImage';
import { downloaded } from './downloads';
import { cleanScene, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

const shipped = 'public/models/edt-compact-2';

class Library {
  readonly root: Locator;
  constructor(readonly page: Page) {
    this.root = page.getByRole('region', { name: 'Library', exact: true });
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Library…' }).click();
    await expect(this.root.getByText(/\d+ adapters?$/)).toBeVisible();
  }

  async close(): Promise<void> {
    await this.button('Close').click();
    await expect(this.root).toHaveCount(0);
  }

  button(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }

  backbone(name: string): Locator {
    return this.root.getByRole('region', { name, exact: true });
  }

  get cards(): Locator {
    return this.root.getByRole('article');
  }

  async search(query: string): Promise<void> {
    await this.root.getByRole('searchbox', { name: 'Search' }).fill(query);
  }

  /** Kilobytes of a kind, as it is shown. */
  async kilobytes(kind: string): Promise<number> {
    const row = this.root.locator('.space-kinds div').filter({ hasText: kind });
    const [, value = '', unit = ''] = /([\d.]+) (kB|MB)/.exec(await row.innerText()) ?? [];
    return Number(value) * (unit === 'MB' ? 1000 : 1);
  }
}

/** The shipped weights, which make everything redder: the last bias of red is another. */
function redder(): Uint8Array {
  const file = readSafetensors(new Uint8Array(readFileSync(`${shipped}/model.safetensors`)));
  const tensors = new Map(file.tensors);
  const bias = tensors.get('tail_dn.2.bias');
  if (bias === undefined) throw new Error('The last bias is called otherwise.');
  const values = float32Values(bias);
  values[0] = (values[0] ?? 0) + 0.25;
  tensors.set('tail_dn.2.bias', storeFloat32(values, bias.shape, 'F16'));
  return writeSafetensors({ ...file, tensors });
}

/** Folders of another backbone than the shipped one, and of that with one byte changed. */
function folders(): { readonly good: string; readonly torn: string } {
  const model = redder();
  const sha256 = createHash('sha256').update(model).digest('hex');
  const shippedConfig = JSON.parse(readFileSync(`${shipped}/config.json`, 'utf8'));
  const write = (name: string) => {
    const folder = join(mkdtempSync(join(tmpdir(), 'backbone-')), name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'model.safetensors'), model);
    const config = JSON.stringify({ ...shippedConfig, id: name, sha256 });
    writeFileSync(join(folder, 'config.json'), config);
    return folder;
  };
  const [good, torn] = [write('my-edt'), write('torn-edt')];
  const changed = model.with(100_000, (model[100_000] ?? 0) ^ 1);
  writeFileSync(join(torn, 'model.safetensors'), changed);
  return { good, torn };
}

/** Mean red, green and blue. */
function meanColours({ data }: RgbaImage): readonly number[] {
  const means = [0, 0, 0];
  data.forEach((value, i) => {
    if (i % 4 < 3) means[i % 4] = (means[i % 4] ?? 0) + value / (data.length / 4);
  });
  return means;
}

test('a backbone of one’s own is imported, restores, stays, and is deleted and brought back', async ({
  page,
  playground,
}) => {
  const { good, torn } = folders();
  const library = new Library(page);
  const inFolder = library.root.getByLabel('Folder of a backbone');
  await playground.open('whatever works');
  await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(48, 32))));
  await playground.compare('b', 'Backbone alone ×1');
  await expect(playground.name('b')).toHaveText('Backbone alone ×1');
  await playground.waitFor('done');
  const byShipped = await playground.savePng();

  await library.open();
  await inFolder.setInputFiles(torn);
  await expect(playground.alert).toContainText('“torn-edt” do not match their fingerprint');
  await expect(library.backbone('torn-edt')).toHaveCount(0);
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await inFolder.setInputFiles(good);
  await expect(library.backbone('my-edt')).toContainText('2,231,116 parameters');
  expect(await library.kilobytes('Your backbones')).toBeGreaterThan(4400);

  await library.button('Use my-edt').click();
  await expect(library.backbone('my-edt')).toContainText('In use');
  await library.close();
  await playground.waitFor('done');
  await expect(playground.choice('Backbone alone ×1')).toBeChecked();
  await expect(page.getByText('my-edt, no adapter').first()).toBeVisible();
  const byOwn = await playground.savePng();
  // Its own weights restored, and nothing but its own.
  const [red = 0, ...others] = meanColours(byOwn.image);
  const [shippedRed = 0, ...shippedOthers] = meanColours(byShipped.image);
  expect(red - shippedRed).toBeGreaterThan(20);
  expect(others).toEqual(shippedOthers);

  await page.reload();
  await playground.waitFor('idle');
  await expect(page.getByText('my-edt, no adapter').first()).toBeVisible();
  await playground.restorePhoto(pngFile('leaves.png', await withNoise(cleanScene(48, 32))));
  expect((await playground.savePng()).bytes.equals(byOwn.bytes)).toBe(true);

  await library.open();
  await library.button('Delete my-edt').click();
  await expect(library.root.getByText('“my-edt” was deleted.')).toBeVisible();
  await expect(library.backbone('my-edt')).toHaveCount(0);
  await expect(library.backbone('edt-compact-2')).toContainText('In use');
  await library.button('Undo').click();
  await expect(library.backbone('my-edt')).toContainText('In use');
  const zip = await downloaded(page, () => library.button('Export my-edt').click());
  const { 'my-edt/model.safetensors': model } = unzipSync(zip.bytes);
  expect(readFileSync(`${good}/model.safetensors`).equals(model ?? new Uint8Array())).toBe(true);
});

test('the library finds by words of the recipe, and says what own adapters take', async ({
  page,
  playground,
}) => {
  const denoiser = readAdapter(
    new Uint8Array(readFileSync(`${shipped}/adapters/denoise-25.safetensors`)),
  );
  const mine = writeAdapter({
    ...denoiser,
    metadata: {
      ...denoiser.metadata,
      name: 'album',
      degradation: [{ kind: 'defocus', radius: [2, 5] }],
    },
  });
  const library = new Library(page);
  await playground.open('whatever works');
  await library.open();
  await expect(library.cards).toHaveCount(14);
  expect(await library.kilobytes('Your adapters')).toBe(0);
  await library.root.getByLabel('Files for the library').setInputFiles({
    name: 'album.safetensors',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(mine),
  });
  await expect(library.cards).toHaveCount(15);
  await expect.poll(() => library.kilobytes('Your adapters')).toBeCloseTo(mine.length / 1000, -1);

  await library.search('defocus radius 2');
  await expect(library.cards).toHaveCount(1);
  const album = library.root.getByRole('article', { name: 'album' });
  await expect(album).toContainText('4.0 % of the backbone');
  await expect(album).toContainText(/Imported, \d+ \w+ \d{4}/);
  const file = await downloaded(page, () => library.button('Export album').click());
  expect(file.name).toBe('album.safetensors');
  expect(file.bytes.equals(Buffer.from(mine))).toBe(true);

  await library.search('');
  await library.root.getByRole('radio', { name: 'Yours' }).check();
  await expect(library.cards).toHaveCount(1);
  await library.button('Delete album').click();
  await expect(library.cards).toHaveCount(0);
  await library.button('Undo').click();
  await expect(album).toBeVisible();
});
