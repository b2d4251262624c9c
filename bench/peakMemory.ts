import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser } from 'playwright';

/** The most memory that a page's process held since `begin`, where the system tells (Linux). */
export class PeakMemory {
  private constructor(private readonly processes: readonly number[]) {}

  /** @returns null where the system does not tell. */
  static async begin(browser: Browser): Promise<PeakMemory | null> {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const processes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    try {
      // Sets the peak back to what is held now (proc(5), clear_refs).
      for (const id of processes) writeFileSync(`/proc/${id}/clear_refs`, '5');
    } catch {
      return null;
    }
    return new PeakMemory(processes);
  }

  /** In bytes, of the process that held the most. */
  bytes(): number {
    const peaks = this.processes.map((id) => {
      const status = readFileSync(`/proc/${id}/status`, 'utf8');
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024;
    });
    return Math.max(...peaks);
  }
}
