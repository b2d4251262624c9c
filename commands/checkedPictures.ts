import type { Page } from 'playwright';

/** A picture that can be opened. */
export interface UsablePicture {
  readonly file: string;
  /** Where the page finds it. */
  readonly url: string;
  readonly pixels: number;
}

/** Opens every picture before any is restored, and names those that can't be. */
export async function checkedPictures(
  page: Page,
  serve: (path: string) => Promise<string>,
  files: readonly string[],
): Promise<{ readonly usable: readonly UsablePicture[]; readonly failed: number }> {
  const usable: UsablePicture[] = [];
  for (const file of files) {
    const url = await serve(file);
    const found = await page.evaluate((address) => window.workbench.inspect(address), url);
    if (typeof found === 'string') console.error(`“${file}” can't be used: ${found}`);
    else usable.push({ file, url, pixels: found.width * found.height });
  }
  return { usable, failed: files.length - usable.length };
}
