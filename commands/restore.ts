import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { adapterOrHead, pictures, UsageError } from './arguments.ts';
import { openEngine } from './openEngine.ts';
import { run } from './run.ts';

/**
 * npm run restore -- --adapter NAME IN OUT: one picture to a PNG file, or a folder to a folder.
 * `--head x4` in place of an adapter takes the backbone alone.
 */
await run(async (open) => {
  const { values, positionals } = parseArgs({
    options: {
      adapter: { type: 'string' },
      head: { type: 'string' },
      backend: { type: 'string' },
      precision: { type: 'string' },
    },
    allowPositionals: true,
  });
  const [input, output] = positionals;
  if (input === undefined || output === undefined) throw new UsageError('Name IN and OUT.');
  const { backend, precision } = values;
  const { adapter, head } = adapterOrHead(values.adapter, values.head);
  const files = pictures(input);
  const isFolder = statSync(input).isDirectory();

  const { page, serve } = await openEngine(open, { backend, precision, adapter, head });
  mkdirSync(isFolder ? output : dirname(output), { recursive: true });
  for (const file of files) {
    const url = await serve(file);
    const restored = await page.evaluate((address) => window.workbench.restore(address), url);
    const target = isFolder ? join(output, `${basename(file, extname(file))}.png`) : output;
    writeFileSync(target, Buffer.from(restored.png, 'base64'));
    const { width, height, seconds } = restored.report;
    console.log(`${target}  ${width}×${height}  ${seconds.toFixed(1)} s`);
  }
  return 0;
});
