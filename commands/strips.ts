import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderDeadLeaves } from '../src/imaging/deadLeavesScene.ts';
import { encodePng } from '../src/imaging/encodePng.ts';
import { adapterFile } from './arguments.ts';
import { openEngine } from './openEngine.ts';
import { run } from './run.ts';

/**
 * npm run strips [-- FOLDER]: for the README, a rendered scene degraded as each of these adapters'
 * files says, and restored, side by side.
 */
const adapters = ['denoise-25', 'denoise-photo', 'deblur-gaussian', 'jpeg', 'derain', 'sr-x4'];
const size = { width: 384, height: 192 };
const seed = 3;

await run(async (open) => {
  const folder = process.argv[2] ?? 'docs/strips';
  mkdirSync(folder, { recursive: true });
  const scenes = mkdtempSync(join(tmpdir(), 'scenes-'));
  try {
    const scene = join(scenes, 'scene.png');
    writeFileSync(scene, encodePng(renderDeadLeaves({ ...size, seed })));
    const workbench = await open();
    for (const name of adapters) {
      const adapter = adapterFile(name);
      const { page, serve } = await openEngine(async () => workbench, {
        backend: undefined,
        adapter,
        head: null,
      });
      const url = await serve(scene);
      const jpeg = await page.evaluate(
        ([address, number]) => window.workbench.strip(address, number),
        [url, seed] as const,
      );
      writeFileSync(join(folder, `${name}.jpg`), Buffer.from(jpeg, 'base64'));
      console.log(join(folder, `${name}.jpg`));
    }
  } finally {
    rmSync(scenes, { recursive: true });
  }
  return 0;
});
