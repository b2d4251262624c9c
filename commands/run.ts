import { UsageError } from './arguments.ts';
import { type OpenWorkbench, openWorkbench } from './workbench/openWorkbench.ts';

/**
 * Runs a command with the workbench open and ends the process: with the status that the command
 * gives, 2 for a wrong call, 1 for any other error.
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
    status = error instanceof UsageError ? 2 : 1;
  }
  await (workbench as OpenWorkbench | null)?.close();
  process.exit(status);
}
