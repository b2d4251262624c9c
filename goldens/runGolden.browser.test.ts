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

describe.each(['webgpu', 'wasm', 'cpu'] as const)('the published code’s results on %s', (name) => {
  let backend: RunningBackend;
  beforeAll(async () => {
    backend = await startBackend(name);
  });
  afterAll(() => expect(backend.webgpu?.takeErrors() ?? []).toEqual([]));

  it.each(Object.entries(files))('%s', async (_, url) => {
    const comparisons = await runGolden(await load(url));
    expect(comparisons.length).toBeGreaterThan(0);
    expect(comparisons.filter(({ passes }) => !passes)).toEqual([]);
  });
});
