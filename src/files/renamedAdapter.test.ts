import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readAdapter } from './adapter';
import { FileFormatError } from './fileFormatError';
import { renamedAdapter } from './renamedAdapter';
import { readSafetensors, writeSafetensors } from './safetensors';

const path = 'public/models/edt-compact-2/adapters/denoise-25.safetensors';
const bytes = new Uint8Array(readFileSync(path));

test('changes the name alone, and keeps what is not understood here', () => {
  const { metadata, tensors } = readSafetensors(bytes);
  const original = writeSafetensors({ metadata: { ...metadata, note: 'from later' }, tensors });
  const renamed = renamedAdapter(original, 'Grandmother’s album');
  expect(readAdapter(renamed).metadata.name).toBe('Grandmother’s album');

  const after = readSafetensors(renamed);
  expect(after.metadata).toEqual({ ...metadata, note: 'from later', name: 'Grandmother’s album' });
  expect([...after.tensors.keys()]).toEqual([...tensors.keys()]);
  for (const [name, { bytes }] of tensors) {
    expect(Buffer.compare(after.tensors.get(name)?.bytes ?? new Uint8Array(), bytes), name).toBe(0);
  }
});

test('refuses an empty name, and what is no adapter', () => {
  expect(() => renamedAdapter(bytes, '')).toThrow(FileFormatError);
  expect(() => renamedAdapter(new Uint8Array(16), 'x')).toThrow(FileFormatError);
});
