import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from './client';
import { WeightsError } from './errors';
import type { Engine } from './protocol';
import { adapterFile, backboneUrl } from './testRestoration';

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
});
