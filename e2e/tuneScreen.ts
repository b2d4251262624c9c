import type { Locator, Page } from '@playwright/test';
import { downloaded, type SavedFile } from './downloads';
import { cleanScene } from './pictures';
import { pngFile, type TestFile } from './playground';
import { expect } from './test';

/** The Tune screen as a person uses it. */
export class TuneScreen {
  readonly run: Locator;
  readonly outcome: Locator;

  constructor(readonly page: Page) {
    this.run = page.getByTestId('tune-run');
    this.outcome = page.getByTestId('tune-outcome');
  }

  async open(): Promise<void> {
    await this.button('Make an adapter…').click();
    await expect(this.page.getByRole('heading', { name: 'Make an adapter' })).toBeFocused();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async addPhotos(files: readonly TestFile[]): Promise<void> {
    await this.page.getByLabel('Photos to learn from', { exact: true }).setInputFiles([...files]);
  }

  /** As small as training gets: a patch of 64 pixels a step. */
  async makeSmall(steps: number): Promise<void> {
    await this.page.getByText('Advanced').click();
    await this.setNumber('Patch side, px', 64);
    await this.setNumber('Patches per step', 1);
    await this.setNumber('Hidden width', 8);
    await this.setNumber('Steps', steps);
  }

  async setNumber(label: string, value: number): Promise<void> {
    const field = this.page.getByLabel(label, { exact: true });
    await field.fill(String(value));
    await field.press('Enter');
  }

  /** Steps taken so far. */
  async step(): Promise<number> {
    return Number(await this.run.getAttribute('data-step'));
  }

  /** Starts a run on two photos, as small as training gets. */
  async start(steps: number): Promise<void> {
    await this.open();
    await this.addPhotos(trainingPhotos());
    await this.makeSmall(steps);
    await this.button('Start').click();
  }

  async waitForStep(step: number): Promise<void> {
    await expect.poll(() => this.step(), { timeout: 120_000 }).toBeGreaterThanOrEqual(step);
  }

  async waitForOutcome(): Promise<void> {
    await this.outcome.waitFor({ timeout: 150_000 });
  }

  /** PSNR in dB of the held-out patches: damaged, at the start, and now. */
  async levels(): Promise<number[]> {
    const text = await this.page.getByText('Held-out patches:').innerText();
    return [...text.matchAll(/([\d.]+) dB/g)].map(([, level]) => Number(level));
  }

  exported(button: Locator): Promise<SavedFile> {
    return downloaded(this.page, () => button.click());
  }
}

/** Two photos that small patches fit. */
export function trainingPhotos(): TestFile[] {
  return [pngFile('one.png', cleanScene(160, 96)), pngFile('two.png', cleanScene(96, 160))];
}
