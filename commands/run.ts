import { UsageError } from './arguments.ts';
import { type OpenWorkbench, openWorkbench } from './workbench/openWorkbench.ts';

/**
 * Runs a command with the workbench open and ends the process: with the status that the command
 * gives, which is how many pictures failed; with the customary 64 for a wrong call, 70 for any other
 * error.
 */
export async function run(
  command: (open: () => Promise<OpenWorkbench>) => Promise<number>,
): Promise<never> {
  let workbench: OpenWorkbench | null = null;
  let status: number;
  try {
    status = await command(async () => {
      workbench = await openWorkbench();
      return workbench;
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    status = error instanceof UsageError ? 64 : 70;
  }
  await (workbench as OpenWorkbench | null)?.close();
  process.exit(status);
}

/** @param failed how many pictures did. */
export function statusOf(failed: number): number {
  return Math.min(failed, 63);
}

/** What something thrown in the page says, without Playwright's own words. */
export function pageMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.replace(/^page\.evaluate: (Error: )?/, '').replace(/\n\s+at .*$/s, '');
}
