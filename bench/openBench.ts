import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { modelsFolder, shippedModels } from '../commands/arguments.ts';
import { chromiumFlags, chromiumGpuFlags } from '../commands/chromiumFlags.ts';
import { type OpenPage, openPage } from '../commands/openPage.ts';
import { readAdapter } from '../src/files/adapter.ts';
import type { Environment } from './page/page.ts';

/** The bench's page, what it runs on, and what it restores with. */
export interface OpenBench extends OpenPage {
  readonly environment: Environment;
  readonly backbone: string;
  readonly backboneUrl: string;
  /** The shipped adapters of the bench's route, of which the first one is raced with. */
  readonly adapters: readonly BenchAdapter[];
}

export interface BenchAdapter {
  readonly name: string;
  readonly path: string;
  readonly url: string;
}

/** The way through the backbone that is measured. */
export const route = 'x1';

/** On the machine's own GPU where Chromium gives one, else on the software adapter. */
export async function openBench(): Promise<OpenBench> {
  const onGpu = await openOn(chromiumGpuFlags);
  if (onGpu !== null && !onGpu.environment.isSoftwareAdapter) return onGpu;
  await onGpu?.close();
  const onSoftware = await openOn(chromiumFlags);
  if (onSoftware !== null) return onSoftware;
  throw new Error('Chromium gives no WebGPU adapter here, not even a software one.');
}

/** @returns null where there is no adapter. */
async function openOn(flags: readonly string[]): Promise<OpenBench | null> {
  const open = await openPage('bench/page/index.html', 'bench', flags);
  const environment = await open.page.evaluate(() => window.bench.environment());
  if (environment === null) {
    await open.close();
    return null;
  }
  const { backbone, adapters: shipped } = shippedModels();
  const adapters: BenchAdapter[] = [];
  for (const file of shipped) {
    const path = join(modelsFolder, file);
    if (readAdapter(new Uint8Array(readFileSync(path))).metadata.head !== route) continue;
    adapters.push({ name: basename(path, '.safetensors'), path, url: await open.serve(path) });
  }
  const [first] = adapters;
  if (first === undefined) throw new Error(`models.json lists no adapter of the route ${route}.`);
  const backboneUrl = `/models/${backbone}`;
  await open.page.evaluate((address) => window.bench.useModel(address), {
    backboneUrl,
    adapterUrl: first.url,
  });
  return { ...open, environment, backbone, backboneUrl, adapters };
}
