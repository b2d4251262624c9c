import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../files/safetensors';
import { float32Values, storeFloat32 } from '../files/storedTensor';
import { createEngine } from './client';
import type { Engine } from './engine';
import { WeightsError } from './errors';
import { adapterFile, backboneUrl, noisyScene, restored } from './testRestoration';

describe('a backbone from files', () => {
  let engine: Engine;
  let config: string;
  let model: Blob;
  beforeAll(async () => {
    engine = createEngine();
    config = await fetch(`${backboneUrl}/config.json`).then((response) => response.text());
    model = await fetch(`${backboneUrl}/model.safetensors`).then((response) => response.blob());
  });
  afterAll(() => engine.dispose());

  const filesWith = (changes: object, weights = model) => ({
    config: new Blob([JSON.stringify({ ...JSON.parse(config), ...changes })]),
    model: weights,
  });

  it('is checked without being loaded, before anything else is', async () => {
    expect(await engine.checkBackbone(filesWith({ id: 'mine' }))).toMatchObject({
      id: 'mine',
      parameters: 2_231_116,
    });
    const refusals = [
      [filesWith({ mlp_ratio: 3 }), /do not fit its config: of wrong shape/],
      [filesWith({ depths: [4, 5] }), /do not fit its config: it lacks/],
      [filesWith({}, model.slice(0, -1)), /do not match their fingerprint/],
      [filesWith({ model_type: 'vit' }), /only “edt” and “ipt” networks are known/],
      [{ config: new Blob(['{']), model }, /config.json is not valid JSON/],
    ] as const;
    for (const [files, sentence] of refusals) {
      const refused = engine.checkBackbone(files);
      await expect(refused).rejects.toBeInstanceOf(WeightsError);
      await expect(refused).rejects.toThrow(sentence);
    }
  });

  it('is loaded like one from an address; adapters of another do not fit it', async () => {
    await engine.start({ backend: 'wasm' });
    await engine.loadBackbone(backboneUrl);
    await engine.loadAdapter(await adapterFile('denoise-25'));
    const damaged = engine.loadBackbone(filesWith({ mlp_ratio: 3 }));
    await expect(damaged).rejects.toBeInstanceOf(WeightsError);
    // What was loaded before stays.
    await engine.loadAdapter(await adapterFile('denoise-25'));
    expect(await engine.loadBackbone(filesWith({ id: 'mine' }))).toMatchObject({ id: 'mine' });
    await expect(engine.loadAdapter(await adapterFile('denoise-25'))).rejects.toThrow(
      'This adapter was made for “edt-compact-2”; the loaded backbone is “mine”.',
    );
  });

  it('restores with its own weights, and the one from the address with its again', async () => {
    await engine.start({ backend: 'wasm' });
    const { noisy } = await noisyScene(48, 32);
    const alone = async () => {
      await engine.select({ kind: 'backbone', head: 'x1' });
      return (await restored(engine, { image: noisy })).image;
    };
    await engine.loadBackbone(backboneUrl);
    const before = await alone();
    await engine.loadBackbone(await redder());
    const byOwn = await alone();
    const difference = [0, 1, 2].map((channel) =>
      byOwn.data.reduce(
        (sum, value, i) => sum + (i % 4 === channel ? value - (before.data[i] ?? 0) : 0),
        0,
      ),
    );
    // Red alone is brighter, by a quarter of white where it is not white already.
    expect((difference[0] ?? 0) / (48 * 32)).toBeGreaterThan(20);
    expect(difference.slice(1)).toEqual([0, 0]);
    await engine.loadBackbone(backboneUrl);
    expect(await alone()).toEqual(before);
  });

  /** The published weights with another last bias of red, and the fingerprint that they have. */
  async function redder() {
    const file = readSafetensors(new Uint8Array(await model.arrayBuffer()));
    const tensors = new Map(file.tensors);
    const bias = tensors.get('tail_dn.2.bias');
    if (bias === undefined) throw new Error('The last bias is called otherwise.');
    const values = float32Values(bias);
    values[0] = (values[0] ?? 0) + 0.25;
    tensors.set('tail_dn.2.bias', storeFloat32(values, bias.shape, 'F16'));
    const bytes = writeSafetensors({ ...file, tensors });
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return filesWith({ id: 'redder', sha256 }, new Blob([bytes]));
  }
});
