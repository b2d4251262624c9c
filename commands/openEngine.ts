import { backboneAddress, backendArgument, precisionArgument } from './arguments.ts';
import type { OpenWorkbench } from './workbench/openWorkbench.ts';

/** What a command restores with: an adapter file, or a head of the backbone alone. */
export interface EngineChoice {
  /** Value of `--backend`. */
  readonly backend: string | undefined;
  /** Value of `--precision`, where the command takes it. */
  readonly precision?: string | undefined;
  readonly adapter: string | null;
  readonly head: string | null;
}

/** Opens the workbench with its engine ready, and prints what computes and why nothing better does. */
export async function openEngine(
  open: () => Promise<OpenWorkbench>,
  choice: EngineChoice,
): Promise<OpenWorkbench> {
  const backend = backendArgument(choice.backend);
  const precision = precisionArgument(choice.precision);
  const workbench = await open();
  const { page, serve } = workbench;
  const report = await page.evaluate((options) => window.workbench.prepare(options), {
    backend,
    precision,
    backboneUrl: backboneAddress(),
    adapterUrl: choice.adapter === null ? null : await serve(choice.adapter),
    head: choice.head,
  });
  const details = [report.device, report.precision === 'f16' ? 'in 16 bits' : ''];
  const said = details.filter((detail) => detail !== '').join(', ');
  console.log(`Runs on ${report.name}${said === '' ? '' : ` (${said})`}`);
  if (report.precisionReason !== null) console.log(`  not in 16 bits: ${report.precisionReason}`);
  for (const { name, reason } of report.passedOver) console.log(`  not ${name}: ${reason}`);
  return workbench;
}
