import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBackbone } from './backbone';
import { FileFormatError } from './fileFormatError';
import { float32Values, parameterCount } from './storedTensor';

const folder = new URL('../../public/models/edt-compact-2/', import.meta.url);
const config = readFileSync(new URL('config.json', folder), 'utf8');
const model = new Uint8Array(readFileSync(new URL('model.safetensors', folder)));

const damaged = new FileFormatError(
  'The weights of “edt-compact-2” do not match their fingerprint: the download is damaged or incomplete.',
);

describe('readBackbone', () => {
  it('reads the published backbone', async () => {
    const backbone = await readBackbone(config, model);
    expect(backbone.config.id).toBe('edt-compact-2');
    expect(backbone.tensors.size).toBe(296);
    expect(parameterCount(backbone.tensors)).toBe(2231116);
    expect(backbone.tensors.get('head_dn.0.weight')).toMatchObject({
      dtype: 'F16',
      shape: [16, 3, 3, 3],
    });
    const values = [...backbone.tensors.values()].flatMap((tensor) => [...float32Values(tensor)]);
    expect(values.every((value) => Math.abs(value) < 100)).toBe(true);
  });

  it.each([0, 5000, model.length - 1])('refuses a flipped bit in byte %i', async (index) => {
    const flipped = model.slice();
    flipped[index] = (flipped[index] ?? 0) ^ 1;
    await expect(readBackbone(config, flipped)).rejects.toThrow(damaged);
  });

  it('refuses a download that broke off', async () => {
    await expect(readBackbone(config, model.slice(0, -100_000))).rejects.toThrow(damaged);
  });

  it('refuses a broken config before it looks at the weights', async () => {
    await expect(readBackbone('', new Uint8Array())).rejects.toThrow(
      new FileFormatError("The backbone's config.json is not valid JSON."),
    );
  });
});
