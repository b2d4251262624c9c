import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AdapterFile, type AdapterMetadata, readAdapter } from './adapter';
import { AdapterMismatchError, checkAdapterFits } from './adapterFit';
import { parseBackboneConfig } from './backboneConfig';
import type { StoredTensor } from './storedTensor';

const folder = new URL('../../public/models/edt-compact-2/', import.meta.url);
const backbone = parseBackboneConfig(readFileSync(new URL('config.json', folder), 'utf8'));
const deblur = readAdapter(readFileSync(new URL('adapters/deblur-gaussian.safetensors', folder)));
const expected: ReadonlyMap<string, readonly number[]> = new Map(
  [...deblur.tensors].map(([name, { shape }]) => [name, shape]),
);

const described = (fields: Partial<AdapterMetadata>): AdapterFile => ({
  metadata: { ...deblur.metadata, ...fields },
  tensors: deblur.tensors,
});
/** With some tensors replaced or added; null removes one. */
function holding(changes: Record<string, StoredTensor | null>): AdapterFile {
  const tensors = new Map(deblur.tensors);
  for (const [name, tensor] of Object.entries(changes)) {
    if (tensor === null) tensors.delete(name);
    else tensors.set(name, tensor);
  }
  return { metadata: deblur.metadata, tensors };
}
const float = (...shape: number[]): StoredTensor => ({
  dtype: 'F32',
  shape,
  bytes: new Uint8Array(),
});
const int = (...shape: number[]): StoredTensor => ({
  dtype: 'I64',
  shape,
  bytes: new Uint8Array(),
});

const block = 'body.layers.0.residual_group.blocks.0.adaptir';

describe('checkAdapterFits', () => {
  it('accepts an adapter that fits', () => {
    checkAdapterFits(deblur, backbone, expected);
  });

  it('accepts the counters that PyTorch adds', () => {
    checkAdapterFits(holding({ [`${block}.BN.num_batches_tracked`]: int() }), backbone, expected);
  });

  it.each<[string, AdapterFile, string]>([
    [
      'one made for another backbone',
      described({ backbone: 'edt-b' }),
      'This adapter was made for “edt-b”; the loaded backbone is “edt-compact-2”.',
    ],
    [
      'one made for another version of the backbone',
      described({ backboneSha256: '0'.repeat(64) }),
      'This adapter was made for another version of “edt-compact-2” than the one loaded.',
    ],
    [
      'a head that the backbone lacks',
      described({ head: 'x8' }),
      'This adapter needs the head “x8”; “edt-compact-2” has “x1”, “x2”, “x3” and 1 more.',
    ],
    [
      'a head named like what every object has',
      described({ head: 'constructor' }),
      'This adapter needs the head “constructor”; “edt-compact-2” has “x1”, “x2”, “x3” and 1 more.',
    ],
    [
      'a scale that its head contradicts',
      described({ scale: 2 }),
      'This adapter says that it restores at ×2, but its head “x1” works at ×1.',
    ],
    [
      'a module that the backbone lacks',
      described({ modulesToSave: ['tail_dn.1', 'tail_dn.'] }),
      'This adapter replaces the module “tail_dn.”, which “edt-compact-2” does not have.',
    ],
    [
      'a missing tensor',
      holding({ 'tail_dn.2.bias': null }),
      'This adapter does not fit “edt-compact-2”: it lacks “tail_dn.2.bias”.',
    ],
    [
      'many missing tensors',
      { metadata: deblur.metadata, tensors: new Map() },
      `This adapter does not fit “edt-compact-2”: it lacks “${block}.BN.bias”, “${block}.BN.running_mean”, “${block}.BN.running_var” and 215 more.`,
    ],
    [
      'an unexpected tensor',
      holding({ 'tail_dn.3.bias': float(3), 'tail_dn.4.bias': float(3) }),
      'This adapter does not fit “edt-compact-2”: it has no use for “tail_dn.3.bias” and “tail_dn.4.bias”.',
    ],
    [
      'a counter that is none',
      holding({ 'a.BN.num_batches_tracked': int(1), 'b.BN.num_batches_tracked': float() }),
      'This adapter does not fit “edt-compact-2”: it has no use for “a.BN.num_batches_tracked” and “b.BN.num_batches_tracked”.',
    ],
    [
      'wrong shapes',
      holding({ 'tail_dn.2.bias': float(3, 1), [`${block}.conv_bias`]: float(12) }),
      `This adapter does not fit “edt-compact-2”: of wrong shape: “${block}.conv_bias” is [12], not [24] and “tail_dn.2.bias” is [3, 1], not [3].`,
    ],
    [
      'a shape of too few axes',
      holding({ 'tail_dn.2.weight': float(3, 32) }),
      'This adapter does not fit “edt-compact-2”: of wrong shape: “tail_dn.2.weight” is [3, 32], not [3, 32, 3, 3].',
    ],
    [
      'all mismatches at once',
      holding({ a: float(), 'tail_dn.2.bias': float(4), 'tail_dn.2.weight': null }),
      'This adapter does not fit “edt-compact-2”: it lacks “tail_dn.2.weight”; it has no use for “a”; of wrong shape: “tail_dn.2.bias” is [4], not [3].',
    ],
  ])('refuses %s', (_, adapter, message) => {
    expect(() => checkAdapterFits(adapter, backbone, expected)).toThrow(
      new AdapterMismatchError(message),
    );
  });
});
