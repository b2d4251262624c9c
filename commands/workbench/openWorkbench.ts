import { chromiumFlags } from '../chromiumFlags.ts';
import { type OpenPage, openPage } from '../openPage.ts';

/** The workbench's page: the engine in a headless Chromium. */
export type OpenWorkbench = OpenPage;

export async function openWorkbench(): Promise<OpenWorkbench> {
  return await openPage('commands/workbench/index.html', 'workbench', chromiumFlags);
}
