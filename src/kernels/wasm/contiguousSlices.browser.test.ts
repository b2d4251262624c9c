import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { startCpu, startWasm } from '../backends/fallbacks';
import * as tf from '../tf';

/** A shape and a part of it: where it begins and how long it is along each axis. */
const anySlice = fc
  .array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
  .chain((shape) =>
    fc
      .tuple(...shape.map((length) => fc.tuple(fc.nat(length - 1), fc.nat(length))))
      .map((draws) => ({
        shape,
        begin: draws.map(([begin]) => begin),
        size: draws.map(([begin, size], axis) =>
          Math.max(1, Math.min(size, (shape[axis] ?? 1) - begin)),
        ),
      })),
  );

describe('slices and splits on WASM', () => {
  beforeAll(async () => {
    await startCpu();
    await startWasm();
  });

  const onBoth = async (compute: () => tf.Tensor[]) => {
    const results: number[][][] = [];
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend);
      const tensors = tf.tidy(compute);
      results.push(tensors.map((tensor) => [...tensor.shape, ...tensor.dataSync()]));
      tf.dispose(tensors);
    }
    return results;
  };

  const counted = (shape: readonly number[], dtype: 'float32' | 'int32' = 'float32') =>
    tf.reshape(tf.range(0, tf.util.sizeFromShape([...shape]), 1, dtype), [...shape]);

  it('are those of plain JavaScript, whatever is cut', async () => {
    await fc.assert(
      fc.asyncProperty(anySlice, async ({ shape, begin, size }) => {
        const [cpu, wasm] = await onBoth(() => [
          tf.slice(counted(shape), begin, size),
          tf.slice(counted(shape, 'int32'), begin, size),
        ]);
        expect(wasm).toEqual(cpu);
      }),
      { numRuns: 60 },
    );
  });

  it('keep long runs, and -1 for the rest of an axis', async () => {
    const [cpu, wasm] = await onBoth(() => [
      tf.slice(counted([3, 4, 5, 60]), [1, 0, 2, 0], [-1, 3, 2, -1]),
      tf.slice(counted([7, 200]), [0, 100], [-1, 64]),
    ]);
    expect(wasm).toEqual(cpu);
  });

  it.each([0, 1, 2])('split along axis %i into unlike parts', async (axis) => {
    const [cpu, wasm] = await onBoth(() => tf.split(counted([6, 6, 6]), [1, 2, 3], axis));
    expect(wasm).toHaveLength(3);
    expect(wasm).toEqual(cpu);
  });
});
