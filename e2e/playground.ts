import { expect, type Locator, type Page } from '@playwright/test';
import { encodePng } from '../src/imaging/encodePng';
import type { RgbaImage } from '../src/imaging/rgbaImage';
import { downloaded, type SavedFile } from './downloads';
import { decodePng } from './pictures';

export interface TestFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export interface SavedPng extends SavedFile {
  readonly image: RgbaImage;
}

type ScreenState = 'starting' | 'idle' | 'ready' | 'restoring' | 'done' | 'failed';

/** The screen as a person uses it, and what it has drawn. */
export class Playground {
  readonly root: Locator;
  readonly canvas: Locator;
  readonly loupe: Locator;
  readonly alert: Locator;
  readonly status: Locator;
  readonly split: Locator;
  readonly zoom: Locator;

  constructor(readonly page: Page) {
    this.root = page.getByTestId('playground');
    this.canvas = page.locator('main canvas[role=img]');
    this.loupe = page.locator('main .stage-loupe');
    this.alert = page.getByRole('alert');
    this.status = page.getByTestId('status');
    this.split = page.getByRole('slider', { name: 'Split between A and B' });
    this.zoom = page.getByRole('group', { name: 'Zoom' }).locator('output');
  }

  async open(backend: 'webgpu' | 'whatever works' = 'webgpu'): Promise<void> {
    await this.page.goto(backend === 'webgpu' ? './?backend=webgpu' : './');
    await this.waitFor('idle');
    // What the pictures of these tests suffer from; the page itself begins with phones' photos.
    await this.choose('denoise-25');
  }

  async waitFor(state: ScreenState): Promise<void> {
    const there = this.page.locator(`[data-testid=playground][data-state=${state}]`);
    await there.waitFor({ timeout: 90_000 });
  }

  /** The engine has compiled and measured what is chosen; nothing runs on the GPU. */
  async waitUntilWarm(): Promise<void> {
    await expect(this.status).toHaveAttribute('data-warming', 'false', { timeout: 90_000 });
  }

  /** Chooses a file in the hidden input, and waits until the photo is restored. */
  async restorePhoto(file: TestFile): Promise<void> {
    await this.choosePhoto(file);
    await this.waitForPhoto(file.name);
    await this.waitFor('done');
  }

  async choosePhoto(file: TestFile): Promise<void> {
    await this.page.getByLabel('Photo file').setInputFiles(file);
  }

  /** From here on the state is that of this photo, not of the one before it. */
  async waitForPhoto(name: string): Promise<void> {
    await expect(this.canvas).toHaveAccessibleName(name);
  }

  /** Drags a file over the window and lets it go, with the events a real drag sends. */
  async drop({ name, mimeType, buffer }: TestFile): Promise<void> {
    const transfer = await this.page.evaluateHandle(
      ({ name, mimeType, base64 }) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name, { type: mimeType }));
        return transfer;
      },
      { name, mimeType, base64: buffer.toString('base64') },
    );
    const stage = this.page.getByRole('main');
    for (const event of ['dragenter', 'dragover', 'drop']) {
      await stage.dispatchEvent(event, { dataTransfer: transfer });
    }
  }

  async importAdapter(name: string, bytes: Uint8Array): Promise<void> {
    const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
    await this.page.getByLabel('Adapter file').setInputFiles(file);
  }

  choice(name: string): Locator {
    return this.page.getByRole('radio', { name: new RegExp(`^${name} `) });
  }

  /** What a side is said to show. */
  name(side: 'a' | 'b'): Locator {
    return this.page.locator(`.picture-${side} .picture-name`);
  }

  /** Chooses what a side shows by its name in the list. */
  async compare(side: 'a' | 'b', name: string): Promise<void> {
    const list = this.page.getByRole('combobox', { name: `Picture ${side.toUpperCase()}` });
    await list.selectOption({ label: name });
  }

  async mode(name: 'Split' | 'Side by side' | 'Blink' | 'Difference'): Promise<void> {
    await this.page.getByRole('radio', { name, exact: true }).check();
  }

  /** With a photo on screen this restores it. */
  async choose(name: string): Promise<void> {
    await this.choice(name).check();
  }

  async restoreWith(name: string): Promise<void> {
    await this.choose(name);
    await expect(this.name('b')).toHaveText(name);
    await this.waitFor('done');
  }

  async savePng(): Promise<SavedPng> {
    const button = this.page.getByRole('button', { name: 'Save PNG' });
    const saved = await downloaded(this.page, () => button.click());
    return { ...saved, image: decodePng(saved.bytes) };
  }

  /** Value of an entry in the status line. */
  fact(name: string): Locator {
    return this.status
      .locator('div')
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .locator('dd');
  }

  /** What the stage has drawn, in device pixels. */
  stagePixels(): Promise<RgbaImage> {
    return this.pixelsOf(this.canvas);
  }

  async pixelsOf(drawn: Locator): Promise<RgbaImage> {
    const { width, height, base64 } = await drawn.evaluate(async (canvas: HTMLCanvasElement) => {
      // What is due is drawn in the next frame; the one after it comes when that is done.
      for (let frame = 0; frame < 2; frame++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      const { width, height } = canvas;
      const copy = new OffscreenCanvas(width, height).getContext('2d');
      copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      let text = '';
      for (let i = 0; i < data.length; i += 8192) {
        text += String.fromCharCode(...data.subarray(i, i + 8192));
      }
      return { width, height, base64: btoa(text) };
    });
    return { width, height, data: new Uint8ClampedArray(Buffer.from(base64, 'base64')) };
  }
}

export function pngFile(name: string, image: RgbaImage): TestFile {
  return { name, mimeType: 'image/png', buffer: Buffer.from(encodePng(image)) };
}
