import { expect, test } from 'vitest';
import { isWeights } from '../photo/incomingFiles';
import { sortedWeights } from './sortedWeights';

function at(path: string) {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return { file: new File([path], name), folder: parts.join('/') };
}

function sorted(...paths: readonly string[]) {
  const { backbones, adapters, problem } = sortedWeights(paths.map(at));
  return {
    backbones: backbones.map(({ config, model }) => [config.name, model.name]),
    adapters: adapters.map(({ name }) => name),
    problem: problem?.message ?? null,
  };
}

test('a config and its weights make a backbone, in a folder or by themselves', () => {
  const backbones = [['config.json', 'model.safetensors']];
  expect(sorted('edt/config.json', 'edt/model.safetensors', 'edt/adapters/a.safetensors')).toEqual({
    backbones,
    adapters: ['a.safetensors'],
    problem: null,
  });
  expect(sorted('model.safetensors', 'config.json')).toMatchObject({ backbones, adapters: [] });
  expect(sorted('edt (1).json', 'weights.safetensors').backbones).toEqual([
    ['edt (1).json', 'weights.safetensors'],
  ]);
});

test('weights without a config are adapters', () => {
  expect(sorted('a.safetensors', 'b.SAFETENSORS')).toEqual({
    backbones: [],
    adapters: ['a.safetensors', 'b.SAFETENSORS'],
    problem: null,
  });
});

test('what cannot be told apart is said', () => {
  expect(sorted('config.json').problem).toBe(
    '“config.json” came without the weights that belong to it.',
  );
  expect(sorted('e/config.json', 'e/model-1.safetensors', 'e/model-2.safetensors')).toEqual({
    backbones: [],
    adapters: [],
    problem: 'It is not clear which of 3 files make a backbone.',
  });
  expect(sorted('photos/config.json')).toMatchObject({ backbones: [], problem: null });
});

test('other JSON files of a folder are nothing to it', () => {
  expect(isWeights(at('models/models.json'))).toBe(false);
  expect(isWeights(at('models.json'))).toBe(true);
  expect(isWeights(at('photo.png'))).toBe(false);
});
