import { backboneAddress, backendArgument } from './arguments.ts';
import type { OpenWorkbench } from './workbench/openWorkbench.ts';

/** What a command restores with: an adapter file, or a head of the backbone alone. */
export interface EngineChoice {
  /** Value of `--backend`. */
  readonly backend: string | undefined;
  readonly adapter: string | null;
  readonly head: string | null;
}

/** Opens the workbench with its engine ready, and prints what computes and why nothing better does. */
export async function openEngine(
  open: () => Promise<OpenWorkbench>,
  choice: EngineChoice,
): Promise<OpenWorkbench> {
  const backend = backendArgument(choice.backend);
  const workbench = await open();
  const { page, serve } = workbench;
  const report = await page.evaluate((options) => window.workbench.prepare(options), {
    backend,
    backboneUrl: backboneAddress(),
    adapterUrl: choice.adapter === null ? null : await serve(choice.adapter),
    head: choice.head,
  });
  console.log(`Runs on ${report.name}${report.device === '' ? '' : ` (${report.device})`}`);
  for (const { name, reason } of report.passedOver) console.log(`  not ${name}: ${reason}`);
  return workbench;
}
