import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBackboneConfig } from './backboneConfig';
import { FileFormatError } from './fileFormatError';

const published = readFileSync(
  new URL('../../public/models/edt-compact-2/config.json', import.meta.url),
  'utf8',
);
const { sha256 }: { sha256: string } = JSON.parse(published);

/** The published config with some fields replaced; `undefined` removes one. */
function edtWith(fields: Record<string, unknown>): string {
  return JSON.stringify({ ...JSON.parse(published), ...fields });
}

function iptWith(fields: Record<string, unknown>): string {
  return JSON.stringify({
    model_type: 'ipt',
    id: 'ipt',
    image_mean: [0.4488, 0.4371, 0.404],
    heads: { x2: { index: 0, scale: 2 }, noise30: { index: 4, scale: 1 } },
    sha256: sha256.toUpperCase(),
    parameters: 118892394,
    ...fields,
  });
}

describe('parseBackboneConfig', () => {
  it('reads the published EDT', () => {
    expect(parseBackboneConfig(published)).toEqual({
      modelType: 'edt',
      id: 'edt-compact-2',
      embedDim: 96,
      numFeat: 16,
      depth: 2,
      depths: [4, 4],
      numHeads: [4, 4],
      windowSize: [4, 16],
      mlpRatio: 2,
      imageMean: [0.4488, 0.4371, 0.404],
      heads: {
        x1: { head: 'head_dn', tail: 'tail_dn', scale: 1 },
        x2: { head: 'head_sr_x2', tail: 'tail_sr_x2', scale: 2 },
        x3: { head: 'head_sr_x3', tail: 'tail_sr_x3', scale: 3 },
        x4: { head: 'head_sr_x4', tail: 'tail_sr_x4', scale: 4 },
      },
      sha256,
      parameters: 2231116,
      licence: 'Apache-2.0',
    });
  });

  it('reads an IPT, whose sizes default to the published ones', () => {
    expect(parseBackboneConfig(iptWith({}))).toEqual({
      modelType: 'ipt',
      id: 'ipt',
      nFeats: 64,
      patchSize: 48,
      patchDim: 3,
      numLayers: 12,
      numHeads: 12,
      mlpRatio: 4,
      imageMean: [0.4488, 0.4371, 0.404],
      heads: { x2: { index: 0, scale: 2 }, noise30: { index: 4, scale: 1 } },
      sha256,
      parameters: 118892394,
    });
  });

  it('reads a small IPT', () => {
    const sizes = { n_feats: 24, patch_size: 24, num_layers: 1, num_heads: 6, mlp_ratio: 2 };
    expect(parseBackboneConfig(iptWith(sizes))).toMatchObject({
      nFeats: 24,
      patchSize: 24,
      numLayers: 1,
      numHeads: 6,
      mlpRatio: 2,
    });
  });

  it('ignores fields that it does not know', () => {
    const config = parseBackboneConfig(edtWith({ architectures: ['EDT'] }));
    expect(config).toEqual(parseBackboneConfig(published));
  });

  it.each<[string, string, string]>([
    ['what is not JSON', '<!doctype html>', "The backbone's config.json is not valid JSON."],
    [
      'a list',
      '[]',
      "The backbone's config.json does not hold what it should: expected object, received array.",
    ],
    [
      'another network',
      edtWith({ model_type: 'swinir' }),
      "The backbone's config.json has a wrong “model_type”: only “edt” and “ipt” networks are known.",
    ],
    [
      'a missing field',
      edtWith({ embed_dim: undefined }),
      "The backbone's config.json lacks “embed_dim”.",
    ],
    [
      'a size that is no whole number',
      edtWith({ num_feat: 16.5 }),
      "The backbone's config.json has a wrong “num_feat”: expected int, received number.",
    ],
    [
      'a size of zero',
      edtWith({ depths: [4, 0] }),
      "The backbone's config.json has a wrong “depths.1”: Too small: expected number to be >0.",
    ],
    [
      'no layers',
      edtWith({ depths: [], num_heads: [] }),
      "The backbone's config.json has a wrong “depths”: Too small: expected array to have >=1 items.",
    ],
    [
      'layers without heads',
      edtWith({ num_heads: [4] }),
      "The backbone's config.json has a wrong “num_heads”: depths has 2 layers, but here are 1.",
    ],
    [
      'channels that the heads cannot share',
      edtWith({ num_heads: [4, 5] }),
      "The backbone's config.json has a wrong “num_heads”: half of 96 channels cannot be shared among 5 heads.",
    ],
    [
      'channels that the heads can share, but not their halves',
      edtWith({ num_heads: [4, 32] }),
      "The backbone's config.json has a wrong “num_heads”: half of 96 channels cannot be shared among 32 heads.",
    ],
    [
      'an odd width',
      edtWith({ embed_dim: 95 }),
      "The backbone's config.json has a wrong “num_heads”: half of 95 channels cannot be shared among 4 heads.",
    ],
    [
      'a hidden width that is no whole number',
      edtWith({ mlp_ratio: 1.3 }),
      "The backbone's config.json has a wrong “mlp_ratio”: 96 channels times 1.3 is no whole number.",
    ],
    [
      'windows that cannot shift by half',
      edtWith({ window_size: [5, 15] }),
      "The backbone's config.json has a wrong “window_size”: sides must be even, as every other block shifts by half a window.",
    ],
    [
      'windows that cannot tile the same image',
      edtWith({ window_size: [4, 18] }),
      "The backbone's config.json has a wrong “window_size”: the larger side must be a multiple of the smaller.",
    ],
    [
      'no heads',
      edtWith({ heads: {} }),
      "The backbone's config.json has a wrong “heads”: at least one head is needed.",
    ],
    [
      'a head of the other network',
      edtWith({ heads: { x2: { index: 0, scale: 2 } } }),
      "The backbone's config.json lacks “heads.x2.head”.",
    ],
    [
      'a scale beyond the networks',
      edtWith({ heads: { x8: { head: 'h', tail: 't', scale: 8 } } }),
      "The backbone's config.json has a wrong “heads.x8.scale”: Too big: expected number to be <=4.",
    ],
    [
      'a mean of two channels',
      edtWith({ image_mean: [0.4, 0.4] }),
      "The backbone's config.json has a wrong “image_mean”: Too small: expected array to have >=3 items.",
    ],
    [
      'a mean in 0–255',
      edtWith({ image_mean: [114, 111, 103] }),
      "The backbone's config.json has a wrong “image_mean.0”: Too big: expected number to be <=1.",
    ],
    [
      'a short fingerprint',
      edtWith({ sha256: 'd5c4' }),
      "The backbone's config.json has a wrong “sha256”: expected 64 hex digits.",
    ],
    [
      'an IPT head that does not exist',
      iptWith({ heads: { x9: { index: 6, scale: 1 } } }),
      "The backbone's config.json has a wrong “heads.x9.index”: Too big: expected number to be <=5.",
    ],
    [
      'IPT tokens that do not tile the input',
      iptWith({ patch_size: 50 }),
      "The backbone's config.json has a wrong “patch_size”: 50 is no multiple of patch_dim 3.",
    ],
    [
      'an IPT width that the heads cannot share',
      iptWith({ num_heads: 7 }),
      "The backbone's config.json has a wrong “num_heads”: tokens of width 576 cannot be shared among 7 heads.",
    ],
    [
      'an IPT hidden width that is no whole number',
      iptWith({ mlp_ratio: 0.001 }),
      "The backbone's config.json has a wrong “mlp_ratio”: a width of 576 times 0.001 is no whole number.",
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => parseBackboneConfig(json)).toThrow(new FileFormatError(message));
  });
});
