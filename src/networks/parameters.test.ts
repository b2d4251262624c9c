import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startCpu } from '../kernels/backends/fallbacks';
import * as tf from '../kernels/tf';
import {
  type ParameterKind,
  type ParameterSpec,
  Parameters,
  toPublishedLayout,
  toRuntimeLayout,
} from './parameters';
import { parameterTensors } from './parameterTensors';

const side = fc.integer({ min: 1, max: 4 });

/** Published shapes that each kind can have. */
const anySpec: fc.Arbitrary<ParameterSpec> = fc.oneof(
  fc.array(side, { maxLength: 4 }).map((shape) => ({ kind: 'plain' as const, shape })),
  fc.tuple(side, side).map((shape) => ({ kind: 'linear' as const, shape })),
  fc.tuple(side, side).map(([a, b]) => ({ kind: 'pointwise' as const, shape: [a, b, 1, 1] })),
  fc
    .tuple(side, side, side, side)
    .map((shape) => ({ kind: 'convolution' as const, shape: [...shape] })),
  fc.tuple(side, side, side).map(([c, h, w]) => ({
    kind: 'depthwise' as const,
    shape: [c, 1, h, w],
  })),
  fc.tuple(side, side, side).map(([from, to, k]) => ({
    kind: 'upsampling' as const,
    shape: [from, to, k, k],
  })),
  fc.tuple(side, side, side, side, side).map(([c, r, from, h, w]) => ({
    kind: 'shuffled-convolution' as const,
    shape: [c * r * r, from, h, w],
    shuffle: r,
  })),
  fc.tuple(side, side).map(([c, from]) => ({
    kind: 'halved-qkv' as const,
    shape: [6 * c, from],
  })),
  side.map((c) => ({ kind: 'halved-qkv-bias' as const, shape: [6 * c] })),
  fc.tuple(side, side).map(([c, r]) => ({
    kind: 'shuffled-bias' as const,
    shape: [c * r * r],
    shuffle: r,
  })),
);

function counting(shape: readonly number[]): Float32Array {
  const count = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({ length: count }, (_, i) => i);
}

describe('the layouts of parameters', () => {
  it('lead there and back again', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const published = counting(spec.shape);
        const runtime = toRuntimeLayout(published, spec);
        // Nothing is lost or doubled on the way.
        expect(runtime.values.toSorted()).toEqual(published);
        expect(runtime.shape.reduce((a, b) => a * b, 1)).toBe(published.length);
        const back = toPublishedLayout(runtime.values, spec);
        expect(back.values).toEqual(published);
        expect(back.shape).toEqual(spec.shape);
      }),
    );
  });

  /** Where the element at a published index lies at run time, as the table in parameters.ts says. */
  const places: {
    kind: ParameterKind;
    shape: number[];
    shuffle?: number;
    runtimeShape: number[];
    runtimeOf: (index: number[]) => number[];
  }[] = [
    { kind: 'plain', shape: [2, 3], runtimeShape: [2, 3], runtimeOf: (index) => index },
    {
      kind: 'linear',
      shape: [2, 3],
      runtimeShape: [3, 2],
      runtimeOf: ([to = 0, from = 0]) => [from, to],
    },
    {
      kind: 'pointwise',
      shape: [2, 3, 1, 1],
      runtimeShape: [3, 2],
      runtimeOf: ([to = 0, from = 0]) => [from, to],
    },
    {
      kind: 'convolution',
      shape: [2, 3, 4, 5],
      runtimeShape: [4, 5, 3, 2],
      runtimeOf: ([to = 0, from = 0, y = 0, x = 0]) => [y, x, from, to],
    },
    {
      kind: 'depthwise',
      shape: [2, 1, 3, 4],
      runtimeShape: [3, 4, 2, 1],
      runtimeOf: ([c = 0, , y = 0, x = 0]) => [y, x, c, 0],
    },
    {
      kind: 'upsampling',
      shape: [2, 3, 2, 2],
      runtimeShape: [2, 12],
      runtimeOf: ([from = 0, to = 0, y = 0, x = 0]) => [from, (y * 2 + x) * 3 + to],
    },
    {
      // PyTorch's pixel shuffle takes channel c·r² + y·r + x to channel c at (y, x).
      kind: 'shuffled-convolution',
      shape: [12, 2, 3, 3],
      shuffle: 2,
      runtimeShape: [3, 3, 2, 12],
      runtimeOf: ([to = 0, from = 0, y = 0, x = 0]) => [
        y,
        x,
        from,
        (to % 4) * 3 + Math.floor(to / 4),
      ],
    },
    {
      kind: 'shuffled-bias',
      shape: [18],
      shuffle: 3,
      runtimeShape: [18],
      runtimeOf: ([to = 0]) => [(to % 9) * 2 + Math.floor(to / 9)],
    },
    {
      // Published: q, k, v, each with the first half's channels before the second's. Here both
      // halves of the channels are 2 wide, and each half has its q, k and v side by side.
      kind: 'halved-qkv',
      shape: [12, 3],
      runtimeShape: [3, 12],
      runtimeOf: ([to = 0, from = 0]) => [from, halvedColumn(to)],
    },
    {
      kind: 'halved-qkv-bias',
      shape: [12],
      runtimeShape: [12],
      runtimeOf: ([to = 0]) => [halvedColumn(to)],
    },
  ];

  it.each(places)(
    'puts every element of $kind where the operations look for it',
    ({ kind, shape, shuffle, runtimeShape, runtimeOf }) => {
      const spec = shuffle === undefined ? { kind, shape } : { kind, shape, shuffle };
      const runtime = toRuntimeLayout(counting(shape), spec);
      expect(runtime.shape).toEqual(runtimeShape);
      for (let i = 0; i < runtime.values.length; i++) {
        const at = flatIndex(runtimeOf(splitIndex(i, shape)), runtimeShape);
        expect(runtime.values[at]).toBe(i);
      }
    },
  );
});

function halvedColumn(published: number): number {
  const part = Math.floor(published / 4);
  const half = Math.floor((published % 4) / 2);
  return half * 6 + part * 2 + (published % 2);
}

function splitIndex(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  return shape
    .toReversed()
    .map((length) => {
      const index = rest % length;
      rest = Math.floor(rest / length);
      return index;
    })
    .toReversed();
}

function flatIndex(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((flat, length, axis) => flat * length + (index[axis] ?? 0), 0);
}

describe('the parameters of a module', () => {
  beforeAll(async () => {
    await startCpu();
  });

  it('come from the first layer that has them', () => {
    const adapter = new Map([['body.0.w', tf.scalar(1)]]);
    const backbone = new Map([
      ['body.0.w', tf.scalar(2)],
      ['body.0.b', tf.scalar(3)],
    ]);
    const p = new Parameters([adapter, backbone]).under('body').under(0);
    expect(p.get('w')).toBe(adapter.get('body.0.w'));
    expect(p.get('b')).toBe(backbone.get('body.0.b'));
    expect(new Parameters([backbone]).get('body.0.w')).toBe(backbone.get('body.0.w'));
  });

  it('say which one is missing, by its full name', () => {
    const p = new Parameters([new Map([['w', tf.scalar(1)]])]).under('layers.3').under('mlp');
    expect(p.has('w')).toBe(false);
    expect(p.nameOf('w')).toBe('layers.3.mlp.w');
    expect(() => p.get('w')).toThrow('The weights lack “layers.3.mlp.w”.');
  });

  it('are uploaded in the runtime layout', async () => {
    const specs = new Map<string, ParameterSpec>([
      ['a', { kind: 'linear', shape: [2, 3] }],
      ['unused', { kind: 'plain', shape: [1] }],
    ]);
    const published = new Map([['a', { shape: [2, 3], values: counting([2, 3]) }]]);
    const tensors = parameterTensors(published, specs);
    expect([...tensors.keys()]).toEqual(['a']);
    expect(tensors.get('a')?.shape).toEqual([3, 2]);
    expect([...((await tensors.get('a')?.data()) ?? [])]).toEqual([0, 3, 1, 4, 2, 5]);
    tf.dispose([...tensors.values()]);
  });

  it('outlive the tidy in which they are uploaded', () => {
    const published = new Map([['a', { shape: [1], values: Float32Array.of(1) }]]);
    const specs = new Map<string, ParameterSpec>([['a', { kind: 'plain', shape: [1] }]]);
    const tensors = new Map<string, tf.Tensor>();
    tf.tidy(() => {
      for (const [name, tensor] of parameterTensors(published, specs)) tensors.set(name, tensor);
    });
    expect(tensors.get('a')?.isDisposed).toBe(false);
    tf.dispose([...tensors.values()]);
  });

  it('refuse to be uploaded under a name that the network does not know', () => {
    const published = new Map([['a.b', { shape: [1], values: new Float32Array(1) }]]);
    expect(() => parameterTensors(published, new Map())).toThrow(
      'The network has no parameter “a.b”.',
    );
  });
});
