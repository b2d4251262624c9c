import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdapterFile, type AdapterMetadata, readAdapter, writeAdapter } from './adapter';
import { adapterKinds } from './adapterKind';
import { FileFormatError } from './fileFormatError';
import { readSafetensors, writeSafetensors } from './safetensors';
import { parameterCount, storeFloat32 } from './storedTensor';

function published(name: string): Uint8Array {
  return readFileSync(
    new URL(`../../public/models/edt-compact-2/adapters/${name}.safetensors`, import.meta.url),
  );
}

const { metadata: fields } = readSafetensors(published('deblur-gaussian'));
const sha256 = fields.backbone_sha256 ?? '';

/** A small file with the description of `deblur`, some fields replaced; `undefined` removes one. */
function fileWith(replaced: Record<string, string | undefined>): Uint8Array {
  const entries = Object.entries({ ...fields, ...replaced });
  const metadata = Object.fromEntries(
    entries.flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
  );
  const tensors = new Map([['x', storeFloat32(Float32Array.of(1, 2), [2], 'F32')]]);
  return writeSafetensors({ metadata, tensors });
}

describe('readAdapter', () => {
  it('reads the published deblur adapter', () => {
    const { metadata, tensors } = readAdapter(published('deblur-gaussian'));
    const training: unknown = JSON.parse(fields.training ?? '');
    const { set, psnr_rgb: psnrRgb } = JSON.parse(fields.metrics ?? '');
    expect(metadata).toEqual({
      name: 'deblur-gaussian',
      kind: 'adaptir',
      task: 'deblur',
      scale: 1,
      head: 'x1',
      backbone: 'edt-compact-2',
      backboneSha256: sha256,
      degradation: [
        { kind: 'gaussian-blur', sigma: 1.6 },
        { kind: 'gaussian-noise', sigma: 2 },
      ],
      training,
      metrics: { set, psnrRgb },
      licence: 'Apache-2.0',
      modulesToSave: ['tail_dn.1', 'tail_dn.2'],
    });
    expect(training).toMatchObject({ run: 'deblur-gaussian.toml', optimizer: 'AdamW' });
    expect(psnrRgb.adapter).toBeGreaterThan(psnrRgb.backbone);
    expect(parameterCount(tensors)).toBe(88_675);
    expect(tensors.get('tail_dn.2.weight')?.shape).toEqual([3, 32, 3, 3]);
  });

  const { adapters: catalogue }: { adapters: string[] } = JSON.parse(
    readFileSync(new URL('../../public/models/models.json', import.meta.url), 'utf8'),
  );
  const listed = catalogue.map((path) => path.replace(/^.*\/|\.safetensors$/g, ''));

  it('finds in the folder what the catalogue lists', () => {
    const files = readdirSync(
      new URL('../../public/models/edt-compact-2/adapters', import.meta.url),
    );
    expect(files.map((file) => file.replace('.safetensors', '')).sort()).toEqual(listed.toSorted());
  });

  it.each(listed)('reads the published adapter %s, at most 6 % of its backbone', (name) => {
    const { metadata, tensors } = readAdapter(published(name));
    expect(metadata.name).toBe(name);
    expect(metadata.head).toBe(`x${metadata.scale}`);
    expect(metadata.backboneSha256).toBe(sha256);
    const { input, adapter } = metadata.metrics?.psnrRgb ?? { input: 0, adapter: 0 };
    expect(adapter).toBeGreaterThan(input);
    expect(parameterCount(tensors)).toBeLessThan(0.06 * 2_231_116);
  });

  it('does without what is optional', () => {
    const bare = { training: undefined, metrics: undefined, modules_to_save: undefined };
    expect(readAdapter(fileWith(bare)).metadata).toMatchObject({
      training: null,
      metrics: null,
      modulesToSave: [],
    });
  });

  it('reads a fingerprint in upper case', () => {
    const { metadata } = readAdapter(fileWith({ backbone_sha256: sha256.toUpperCase() }));
    expect(metadata.backboneSha256).toBe(sha256);
  });

  it('reads metrics without PSNR, and PSNR without the backbone', () => {
    const metricsOf = (metrics: string) => readAdapter(fileWith({ metrics })).metadata.metrics;
    expect(metricsOf('{"ssim": 0.9}')).toEqual({ set: null, psnrRgb: null, ssim: 0.9 });
    expect(metricsOf('{"set": "Set5", "psnr_rgb": {"input": 20, "adapter": 30}}')).toEqual({
      set: 'Set5',
      psnrRgb: { input: 20, backbone: null, adapter: 30 },
    });
  });

  it('lets kinds of degradation pass that are not known yet', () => {
    const degradation = '[{"kind": "moiré", "strength": {"from": 1}}]';
    expect(readAdapter(fileWith({ degradation })).metadata.degradation).toEqual([
      { kind: 'moiré', strength: { from: 1 } },
    ]);
  });

  const notAnAdapter =
    'This safetensors file is not an AdaptIR adapter: it does not describe itself as one.';
  it.each<[string, Uint8Array, string]>([
    [
      'a file without description',
      writeSafetensors({ metadata: {}, tensors: new Map() }),
      notAnAdapter,
    ],
    ['a backbone', fileWith({ format: 'pt' }), notAnAdapter],
    [
      'a later version',
      fileWith({ version: '2' }),
      'This adapter is in version 2 of the format, newer than version 1 that is understood here. Reload the page to get the newest program.',
    ],
    [
      'no version',
      fileWith({ version: undefined }),
      'The adapter\'s description has a wrong “version”: expected "1".',
    ],
    [
      'a version that is no number',
      fileWith({ version: '1.x' }),
      'The adapter\'s description has a wrong “version”: expected "1".',
    ],
    ['no head', fileWith({ head: undefined }), "The adapter's description lacks “head”."],
    [
      'an empty name',
      fileWith({ name: '' }),
      "The adapter's description has a wrong “name”: it is empty.",
    ],
    [
      'a scale that is no number',
      fileWith({ scale: 'two' }),
      'The adapter\'s description has a wrong “scale”: expected a whole number such as "2".',
    ],
    [
      'a scale of zero',
      fileWith({ scale: '0' }),
      'The adapter\'s description has a wrong “scale”: expected a whole number such as "2".',
    ],
    [
      'a short fingerprint',
      fileWith({ backbone_sha256: 'abc' }),
      "The adapter's description has a wrong “backbone_sha256”: expected 64 hex digits.",
    ],
    [
      'a recipe that is not JSON',
      fileWith({ degradation: 'noise' }),
      "The adapter's description has a wrong “degradation”: it is not valid JSON.",
    ],
    [
      'a recipe that is no list',
      fileWith({ degradation: '{"kind": "jpeg"}' }),
      "The adapter's description has a wrong “degradation”: expected array, received object.",
    ],
    [
      'a step without a kind',
      fileWith({ degradation: '[{"sigma": 25}]' }),
      "The adapter's description lacks “degradation.0.kind”.",
    ],
    [
      'training that is no object',
      fileWith({ training: '[]' }),
      "The adapter's description has a wrong “training”: expected record, received array.",
    ],
    [
      'PSNR that is text',
      fileWith({ metrics: '{"psnr_rgb": {"input": 20, "adapter": "30 dB"}}' }),
      "The adapter's description has a wrong “metrics.psnr_rgb.adapter”: expected number, received string.",
    ],
    [
      'modules that are no list',
      fileWith({ modules_to_save: '"tail_dn.1"' }),
      "The adapter's description has a wrong “modules_to_save”: expected array, received string.",
    ],
    ['a file cut off', published('sr-x2').subarray(0, 50_000), 'The file is incomplete: tensor “'],
  ])('refuses %s', (_, file, message) => {
    expect(() => readAdapter(file)).toThrow(FileFormatError);
    expect(() => readAdapter(file)).toThrow(message);
  });

  it('raises no other error, whatever is damaged', () => {
    const small = fileWith({});
    const anyDamage = fc.array(fc.tuple(fc.nat(small.length - 1), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(anyDamage, fc.nat(small.length), (damage, length) => {
        const file = small.slice();
        for (const [index, byte] of damage) file[index] = byte;
        for (const part of [file, file.subarray(0, length)]) {
          try {
            readAdapter(part);
          } catch (error) {
            expect(error).toBeInstanceOf(FileFormatError);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('writeAdapter', () => {
  it.each(['deblur-gaussian', 'denoise-25', 'sr-x2'])('writes what describes %s alike', (name) => {
    const adapter = readAdapter(published(name));
    const written = writeAdapter(adapter);
    expect(readAdapter(written)).toEqual(adapter);

    const parsed = (file: Uint8Array) =>
      Object.entries(readSafetensors(file).metadata).map(([field, text]) => [
        field,
        /^[[{]/.test(text) ? JSON.parse(text) : text,
      ]);
    expect(parsed(written)).toEqual(parsed(published(name)));
  });

  const text = fc.string({ unit: 'grapheme', minLength: 1 });
  const anyFields = fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    fc.oneof(text, fc.integer()),
  );
  const anyMetadata: fc.Arbitrary<AdapterMetadata> = fc.record({
    name: text,
    kind: fc.constantFrom(...adapterKinds),
    task: text,
    scale: fc.integer({ min: 1, max: 4 }),
    head: text,
    backbone: text,
    backboneSha256: fc.constant(sha256),
    degradation: fc.array(fc.tuple(anyFields, text).map(([rest, kind]) => ({ ...rest, kind }))),
    training: fc.option(anyFields),
    metrics: fc.option(
      fc.record({
        set: fc.option(text),
        psnrRgb: fc.option(
          fc.record({ input: fc.nat(), backbone: fc.option(fc.nat()), adapter: fc.nat() }),
        ),
      }),
    ),
    licence: fc.string(),
    modulesToSave: fc.array(text),
  });

  it('gives back any description', () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        const adapter: AdapterFile = { metadata, tensors: new Map() };
        expect(readAdapter(writeAdapter(adapter))).toEqual(adapter);
      }),
    );
  });

  it('refuses a description that could not be read', () => {
    const { metadata, tensors } = readAdapter(published('sr-x2'));
    expect(() => writeAdapter({ metadata: { ...metadata, name: '' }, tensors })).toThrow(
      new FileFormatError("The adapter's description has a wrong “name”: it is empty."),
    );
  });
});
