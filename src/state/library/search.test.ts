import { describe, expect, test } from 'vitest';
import type { AdapterCardFacts } from '../adapters/adapterCard';
import type { LibraryAdapter, LibraryBackbone } from './libraryState';
import { found, matches, type Search } from './search';

const backbones = [backbone(null, 'edt-compact', 'a'), backbone('1', 'my-edt', 'b')];
const adapters = [
  adapter('denoise-25', 'Gaussian noise σ 25', backbones[0]),
  adapter('portraits', 'Gaussian blur σ 1.6, then JPEG quality 30–60', backbones[0], true),
  adapter('café', 'Rain streaks', backbones[1], true),
  adapter('stray', 'Motion blur 4–14 px', { name: 'gone', sha256: 'c' }, true),
];

function namesFound(changes: Partial<Search> = {}) {
  const groups = found(
    { backbones, adapters },
    {
      query: '',
      ownership: 'all',
      wordsOfAdapter: ({ facts }) => [facts.name, facts.trainedFor],
      wordsOfBackbone: ({ name }) => [name],
      ...changes,
    },
  );
  return groups.map(({ name, adapters }) => [name, adapters.map(({ facts }) => facts.name)]);
}

describe('the library is searched', () => {
  test('by nothing: everything, by backbone, with what has none at the end', () => {
    expect(namesFound()).toEqual([
      ['edt-compact', ['denoise-25', 'portraits']],
      ['my-edt', ['café']],
      ['gone', ['stray']],
    ]);
  });

  test('by words of the recipe, begun or whole, in any order', () => {
    expect(namesFound({ query: 'jpeg blur' })).toEqual([['edt-compact', ['portraits']]]);
    expect(namesFound({ query: 'blu' })).toEqual([
      ['edt-compact', ['portraits']],
      ['gone', ['stray']],
    ]);
    expect(namesFound({ query: 'lur' })).toEqual([]);
  });

  test('by the name of a backbone: with all that fits it', () => {
    expect(namesFound({ query: 'my-edt' })).toEqual([['my-edt', ['café']]]);
  });

  test('by whose they are', () => {
    expect(namesFound({ ownership: 'shipped' })).toEqual([['edt-compact', ['denoise-25']]]);
    expect(namesFound({ ownership: 'own' })).toEqual([
      ['edt-compact', ['portraits']],
      ['my-edt', ['café']],
      ['gone', ['stray']],
    ]);
  });
});

test('what no keyboard has is found as it is spelt', () => {
  expect(matches(['Gaussian noise σ 25'], 'sigma 25')).toBe(true);
  expect(matches(['Gaussian noise σ 25'], 'σ 50')).toBe(false);
  expect(matches(['Bicubic ×4'], 'x4')).toBe(true);
  expect(matches(['café'], 'CAFE')).toBe(true);
  expect(matches(['Gaussian blur σ 1.6'], '1.6')).toBe(true);
});

function backbone(id: string | null, name: string, sha256: string): LibraryBackbone {
  return {
    id,
    entry: id === null ? null : { since: 0, origin: 'imported' },
    name,
    sha256,
    architecture: 'edt',
    parameters: 10,
    bytes: 20,
    scales: [1],
    licence: null,
  };
}

function adapter(
  name: string,
  trainedFor: string,
  of: Pick<LibraryBackbone, 'name' | 'sha256'> | undefined,
  isOwn = false,
): LibraryAdapter {
  const facts = { name, trainedFor, backbone: of?.name, backboneSha256: of?.sha256 };
  return {
    key: name,
    id: name,
    entry: isOwn ? { since: 0, origin: 'made' } : null,
    facts: facts as AdapterCardFacts,
    file: new Blob(),
  };
}
