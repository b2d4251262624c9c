import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fetchBackbone } from '../src/engine/backboneFolder';
import {
  type ResidentAdapter,
  type ResidentBackbone,
  residentAdapter,
  residentBackbone,
} from '../src/engine/residents';
import { withPrecision } from '../src/kernels/halves/precision';
import { randomInput, TestGpu } from '../src/kernels/testGpu';
import * as tf from '../src/kernels/tf';
import { Constants } from '../src/networks/constants';
import { block } from '../src/networks/edt/block';
import { Parameters } from '../src/networks/parameters';
import { catalogueSchema } from '../src/state/playground/catalogueSchema';
import ceilings from './ceilings.json';
import { countFlop } from './counting/flop';
import { GpuCounter, type GpuCounts } from './counting/gpuCounter';

const side = 64;
/** An adapter in a block of its own, where nothing but the block is dispatched. */
const blockName = 'body.layers.0.residual_group.blocks.1';

// Before anything computes: pipelines that were made earlier are not known to it.
const counter = GpuCounter.install();

/** These counts are the same on every machine that has the software adapter's kernels. */
describe.each([
  { precision: 'f32', tileCeilings: ceilings.tile64 },
  { precision: 'f16', tileCeilings: ceilings.tile64InHalves },
] as const)(
  'a 64×64 tile of the shipped backbone in $precision',
  { tags: 'thorough' },
  ({ precision, tileCeilings }) => {
    let gpu: TestGpu;
    let backbone: ResidentBackbone;
    let adapter: ResidentAdapter;
    const constants = new Constants();

    beforeAll(async () => {
      gpu = await TestGpu.startAnew();
      await tf.setBackend('webgpu');
      const list = await fetch('/models/models.json');
      const { backbone: folder, adapters } = catalogueSchema.parse(await list.json());
      const { config, model } = await fetchBackbone(`/models/${folder}`);
      backbone = await residentBackbone(config, model, precision);
      for (const path of adapters) {
        const bytes = new Uint8Array(await (await fetch(`/models/${path}`)).arrayBuffer());
        adapter = residentAdapter('adapter', bytes, backbone, precision);
        if (adapter.summary.head === 'x1') break;
      }
      expect(adapter.summary.head).toBe('x1');
    });
    afterEach(() => gpu.expectNoErrors());
    afterAll(() => {
      constants.clear();
    });

    const layers = (hasAdapter: boolean) =>
      new Parameters(hasAdapter ? [adapter.tensors, backbone.tensors] : [backbone.tensors]);

    async function count(compute: () => tf.Tensor): Promise<GpuCounts & { gflop: number }> {
      let flop = 0;
      const counts = await counter.during(async () => {
        const outputs: tf.Tensor[] = [];
        flop = countFlop(() => outputs.push(withPrecision(precision, compute)));
        await outputs[0]?.data();
        tf.dispose(outputs);
      });
      return { ...counts, gflop: flop / 1e9 };
    }

    it.each([
      { name: 'with an adapter', hasAdapter: true, ceiling: tileCeilings.withAdapter },
      { name: 'alone', hasAdapter: false, ceiling: tileCeilings.alone },
    ])('$name keeps below its ceilings', async ({ hasAdapter, ceiling }) => {
      const { values } = randomInput([1, side, side, 3], gpu.random(), 0.5, 0.5);
      const image = tf.tensor4d(values, [1, side, side, 3]);
      const { dispatches, bytesRead, bytesWritten, gflop } = await count(() =>
        backbone.network.forward(image, adapter.summary.head, layers(hasAdapter), constants),
      );
      image.dispose();
      expect(dispatches).toBeLessThanOrEqual(ceiling.dispatches);
      expect(bytesRead).toBeLessThanOrEqual(ceiling.bytesRead);
      expect(bytesWritten).toBeLessThanOrEqual(ceiling.bytesWritten);
      expect(gflop).toBeLessThanOrEqual(ceiling.gflop);
      // Far below, something is no longer counted.
      expect(dispatches).toBeGreaterThan(ceiling.dispatches / 2);
      expect(bytesRead + bytesWritten).toBeGreaterThan(
        (ceiling.bytesRead + ceiling.bytesWritten) / 2,
      );
      expect(gflop).toBeGreaterThan(ceiling.gflop / 2);
    });

    it('takes no more dispatches for a block with its adapter than allowed', async () => {
      const { config } = backbone.file;
      if (config.modelType !== 'edt') throw new Error('The shipped backbone is an EDT.');
      const map = side / 2 ** config.depth;
      const shape = [1, map, map, config.embedDim] as const;
      const x = tf.tensor4d(randomInput(shape, gpu.random()).values, [...shape]);
      const layout = {
        windowSize: config.windowSize,
        heads: config.numHeads[0] ?? 1,
        isShifted: true,
      };
      const { dispatches } = await count(() =>
        block(x, layout, layers(true).under(blockName), constants),
      );
      x.dispose();
      expect(dispatches).toBeLessThanOrEqual(ceilings.blockWithAdapter.dispatches);
      expect(dispatches).toBeGreaterThan(0);
    });
  },
);
