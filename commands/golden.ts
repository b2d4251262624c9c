import { parseArgs } from 'node:util';
import { backendArgument, UsageError } from './arguments.ts';
import { run } from './run.ts';

/** npm run golden -- [--backend webgpu|webgl|wasm|cpu] FILE… */
await run(async (open) => {
  const { values, positionals } = parseArgs({
    options: { backend: { type: 'string' } },
    allowPositionals: true,
  });
  if (positionals.length === 0) throw new UsageError('Name one or more golden files.');
  const backend = backendArgument(values.backend) ?? 'webgpu';
  const { page, serve } = await open();
  let failed = 0;
  for (const file of positionals) {
    const url = await serve(file);
    const { rows, gpuErrors } = await page.evaluate(
      ([address, name]) => window.workbench.golden(address, name),
      [url, backend] as const,
    );
    console.log(`${file} on ${backend}`);
    for (const { tensor, error, tolerance, passes } of rows) {
      const verdict = passes ? 'ok  ' : 'FAIL';
      console.log(
        `  ${verdict} ${error.toExponential(2)} ≤ ${tolerance.toExponential(2)}  ${tensor}`,
      );
    }
    for (const message of gpuErrors) console.log(`  FAIL GPU error: ${message}`);
    failed += rows.filter(({ passes }) => !passes).length + gpuErrors.length;
    if (rows.length === 0) failed++;
  }
  console.log(failed === 0 ? 'All within tolerance.' : `${failed} above tolerance.`);
  return failed === 0 ? 0 : 1;
});
