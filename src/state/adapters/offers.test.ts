import { expect, test } from 'vitest';
import type { AdapterSummary } from '../../engine/protocol';
import { groupedByTask, offerFor, offersOf } from './offers';

test('a sample asks for its own adapter, and takes another of its task and scale', () => {
  const offers = offersOf(null, [
    adapter('denoise-15', 'denoise', 1),
    adapter('denoise-25', 'denoise', 1),
    adapter('sr-x4', 'super-resolution', 4),
  ]);
  const nameFor = (name: string, task: string, scale: number) =>
    offerFor(offers, { adapter: name, task, scale })?.label;
  expect(nameFor('denoise-25', 'denoise', 1)).toBe('denoise-25');
  expect(nameFor('denoise-40', 'denoise', 1)).toBe('denoise-15');
  expect(nameFor('sr-x4', 'super-resolution', 4)).toBe('sr-x4');
  expect(nameFor('sr-x2', 'super-resolution', 2)).toBeUndefined();
});

test('offers for one task stand together, where its first one stood', () => {
  const heads = [
    { name: 'x1', scale: 1 },
    { name: 'x3', scale: 3 },
  ];
  const offers = offersOf({ id: 'edt', sha256: '', parameters: 1, heads }, [
    adapter('denoise-25', 'denoise', 1),
    adapter('jpeg', 'jpeg', 1),
    adapter('my-own', 'denoise', 1),
  ]);
  const names = groupedByTask(offers).map(({ task, offers }) => [task, offers.map((o) => o.label)]);
  expect(names).toEqual([
    ['denoise', ['denoise-25', 'my-own']],
    ['jpeg', ['jpeg']],
    [null, ['backbone-x3']],
  ]);
});

function adapter(name: string, task: string, scale: number): AdapterSummary {
  return {
    id: name,
    name,
    kind: 'adaptir',
    task,
    head: 'x1',
    scale,
    trainedFor: '',
    degradation: [],
    reached: null,
    licence: 'Apache-2.0',
    parameters: 1,
    bytes: 2,
  };
}
