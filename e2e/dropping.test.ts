import { mkdirSync, writeFileSync } from 'node:fs';
import { cleanScene } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test('a folder dropped on the page becomes a batch of the pictures in it', async ({
  page,
  playground,
}, info) => {
  const folder = info.outputPath('holiday');
  mkdirSync(`${folder}/second day`, { recursive: true });
  const { buffer } = pngFile('', cleanScene(24, 16));
  for (const name of ['10.png', '9.png', 'second day/1.png'])
    writeFileSync(`${folder}/${name}`, buffer);
  writeFileSync(`${folder}/notes.txt`, 'not a picture');
  await page.goto('./');
  await playground.waitFor('idle');

  const devtools = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', {
      type,
      x: 400,
      y: 300,
      data: { items: [], files: [folder], dragOperationsMask: 1 },
    });
  }
  const rows = page.locator('.batch .batch-name');
  await expect(rows).toHaveText(['9.png', '10.png', '1.png']);
  await expect(page.locator('.batch-thumbnail img')).toHaveCount(3);
});
