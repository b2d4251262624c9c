import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBackend, startBackend } from '../src/engine/backends/startBackend';
import { runGolden } from './runGolden';

const files = import.meta.glob<string>('./data/*.safetensors', {
  query: '?url',
  import: 'default',
  eager: true,
});

async function load(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

const backends = ['webgpu', 'wasm', 'cpu'] as const;

describe.each(backends)('the published code’s results on %s', (name) => {
  let backend: RunningBackend;
  beforeAll(async () => {
    backend = await startBackend(name);
  });
  afterAll(() => expect(backend.webgpu?.takeErrors() ?? []).toEqual([]));

  const isWithin = async (_: string, url: string) => {
    const comparisons = await runGolden(await load(url));
    expect(comparisons.length).toBeGreaterThan(0);
    expect(comparisons.filter(({ passes }) => !passes)).toEqual([]);
  };
  // On the GPU a whole network, its gradients and its training are the most that one file holds.
  const isQuick = ([file]: readonly [string, string]) =>
    file.includes('edt') && (name === 'wasm' || (name === 'webgpu' && !file.includes('denoise')));
  const all = Object.entries(files);
  it.each(all.filter(isQuick))('%s', isWithin);
  it.each(all.filter((entry) => !isQuick(entry)))('%s', { tags: 'thorough' }, isWithin);
});
