import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { pictureFormats } from '../src/imaging/pictureFormats.ts';
import { adapterOrHead, nameLeftOut, oneOf, pictures, UsageError } from './arguments.ts';
import { checkedPictures } from './checkedPictures.ts';
import { openEngine } from './openEngine.ts';
import { ProgressLine, timeText } from './progressLine.ts';
import { plannedResults } from './results.ts';
import { pageMessage, run, statusOf } from './run.ts';

/**
 * npm run restore -- --adapter NAME IN OUT: one picture to a file, whose ending says the format, or a
 * folder to a folder. `--head x4` in place of an adapter takes the backbone alone.
 */
await run(async (open) => {
  const { values, positionals } = parseArgs({
    options: {
      adapter: { type: 'string' },
      head: { type: 'string' },
      backend: { type: 'string' },
      precision: { type: 'string' },
      format: { type: 'string' },
      overwrite: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [input, output] = positionals;
  if (input === undefined || output === undefined) throw new UsageError('Name IN and OUT.');
  const { backend, precision, overwrite } = values;
  const { adapter, head } = adapterOrHead(values.adapter, values.head);
  const found = pictures(input);
  const intoFolder = statSync(input).isDirectory();
  const format = oneOf('format', pictureFormats, values.format);
  const planned = plannedResults(found.files, output, { intoFolder, format, overwrite });

  let failures = nameLeftOut(found);
  const { page, serve } = await openEngine(open, { backend, precision, adapter, head });
  const { usable, failed } = await checkedPictures(page, serve, found.files);
  const line = new ProgressLine();
  await page.exposeFunction('onRestoring', (share: number, secondsLeft: number | null) =>
    line.show(
      `${Math.round(100 * share)} %${secondsLeft === null ? '' : `, ${timeText(secondsLeft)} left`}`,
    ),
  );
  failures += failed;
  let [pixelsDone, secondsDone] = [0, 0];
  let pixelsLeft = usable.reduce((sum, { pixels }) => sum + pixels, 0);
  for (const [index, { file, url, pixels }] of usable.entries()) {
    const result = planned.find((one) => one.input === file);
    if (result === undefined) throw new Error(`Nothing was planned for “${file}”.`);
    pixelsLeft -= pixels;
    try {
      const restored = await page.evaluate(
        ([address, kind]) => window.workbench.restore(address, kind),
        [url, result.format] as const,
      );
      writeWhole(result.output, Buffer.from(restored.file, 'base64'));
      const { width, height, seconds } = restored.report;
      pixelsDone += pixels;
      secondsDone += seconds;
      const left =
        pixelsLeft === 0 ? '' : `  ${timeText((secondsDone / pixelsDone) * pixelsLeft)} left`;
      line.end(
        `[${index + 1}/${usable.length}] ${result.output}  ${width}×${height}  ${seconds.toFixed(1)} s${left}`,
      );
    } catch (error) {
      failures++;
      line.end();
      console.error(`“${file}” could not be restored: ${pageMessage(error)}`);
    }
  }
  if (failures > 0) console.error(`${failures} failed.`);
  return statusOf(failures);
});

/** What is interrupted leaves no half a picture under the name of a whole one. */
function writeWhole(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, bytes, { flag: 'wx' });
    renameSync(part, path);
  } catch (error) {
    // Of a name that was taken before, nothing is this command's to delete.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(part, { force: true });
    throw error;
  }
}
