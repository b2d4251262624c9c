import { seededRandom } from '../../src/imaging/random';
import { composedConvolution } from '../../src/kernels/convolution/composedConvolution';
import { convolve } from '../../src/kernels/convolution/convolve';
import { composedGelu, gelu } from '../../src/kernels/gelu';
import { composedLayerNorm, layerNorm } from '../../src/kernels/layerNorm';
import * as tf from '../../src/kernels/tf';
import { composedDepthwiseGelu, depthwiseGelu } from '../../src/kernels/transformer/depthwiseGelu';
import {
  composedNormalizedLinear,
  normalizedLinear,
} from '../../src/kernels/transformer/normalizedLinear';
import {
  composedResidualLinear,
  residualLinear,
} from '../../src/kernels/transformer/residualLinear';
import { crossWindowAttention } from '../../src/kernels/transformer/windowAttention';
import { adaptir } from '../../src/networks/adaptir/adaptir';
import { fusedAdaptir } from '../../src/networks/adaptir/fusedAdaptir';
import { halfAttention } from '../../src/networks/edt/attention';
import { affine } from '../../src/networks/edt/fusedBlock';
import { kernelCalls } from '../counting/flop';
import { fusedKernelNames, withoutFusedKernels } from '../counting/withoutFusedKernels';
import type { Contender, KernelSpec } from './contender';
import { type ModelAddress, modelOn, parametersOf, settled } from './model';

interface KernelCase {
  readonly fused: () => tf.Tensor;
  readonly composed: () => tf.Tensor;
}

/** Of the body's second block: its windows are shifted. */
const blockName = 'body.layers.0.residual_group.blocks.1';

/** Names of the cases, each a fused kernel (or a chain of them) as a block of the body uses it. */
export const kernelNames = [
  'LayerNorm',
  'GELU',
  'LayerNorm, linear (qkv)',
  'window attention',
  'linear, residual (proj)',
  'LayerNorm, linear, GELU (fc1)',
  'depthwise 5×5, GELU',
  'two linears, residual (fc2, adapter)',
  'AdaptIR, 7 dispatches',
  'convolution 3×3, residual (after the body)',
] as const;

/** A contender, and its computation on its own, to see which kernels it runs. */
export interface KernelContender extends Contender {
  run(): tf.Tensor;
}

export async function openKernel(
  spec: KernelSpec,
  address: ModelAddress,
): Promise<KernelContender> {
  const model = await modelOn('webgpu', address);
  const { network, file } = model.backbone;
  const config = file.config;
  if (config.modelType !== 'edt') throw new Error('The kernels are those of an EDT.');
  const { scale } = network.heads.get(model.adapter.summary.head) ?? { scale: 1 };
  const side = scale === 1 ? spec.side / 2 ** config.depth : spec.side;
  const parameters = parametersOf(model, true);
  const p = parameters.under(blockName);
  const width = config.embedDim;
  const inner = p.get('mlp.fc1.bias').shape[0] ?? 1;
  const hidden = p.get('adaptir.head.bias').shape[0] ?? 1;

  const random = seededRandom(2);
  const map = (channels: number) => {
    const values = () => random.between(-1, 1);
    const count = side * side * channels;
    return tf.tensor4d(Float32Array.from({ length: count }, values), [1, side, side, channels]);
  };
  const [x, qkv, mixed, wide, gated] = [
    map(width),
    map(3 * width),
    map(width),
    map(inner),
    map(hidden),
  ];
  const inputs = [x, qkv, mixed, wide, gated];
  const layout = { heads: config.numHeads[0] ?? 1, isShifted: true };
  const norm = (module: string) => affine(p, module);
  const linear = (compute: typeof normalizedLinear, from: string, to: string, isGelu: boolean) =>
    compute(x, norm(from), norm(to), isGelu ? 'gelu' : 'none');
  const proj = (compute: typeof residualLinear) =>
    compute(x, p.get('proj.bias'), { x: mixed, weight: p.get('proj.weight') });
  const last = (compute: typeof residualLinear) =>
    compute(
      x,
      p.get('mlp.fc2.bias'),
      { x: wide, weight: p.get('mlp.fc2.weight') },
      { x: gated, weight: p.get('adaptir.tail.weight') },
    );
  const deep = (compute: typeof depthwiseGelu) =>
    compute(wide, p.get('mlp.dwconv.weight'), p.get('mlp.dwconv.bias'));

  const body = parameters.under('body.conv_after_body');
  const convolution = (compute: typeof composedConvolution) =>
    compute([x], { weight: body.get('weight'), bias: body.get('bias'), side: 3 }, { residual: x });

  const cases: Record<(typeof kernelNames)[number], KernelCase> = {
    LayerNorm: {
      fused: () => layerNorm(x, norm('norm1').weight, norm('norm1').bias),
      composed: () => composedLayerNorm(x, norm('norm1').weight, norm('norm1').bias),
    },
    GELU: { fused: () => gelu(wide), composed: () => composedGelu(wide) },
    'LayerNorm, linear (qkv)': {
      fused: () => linear(normalizedLinear, 'norm1', 'qkv', false),
      composed: () => linear(composedNormalizedLinear, 'norm1', 'qkv', false),
    },
    'window attention': {
      fused: () =>
        crossWindowAttention(qkv, [norm('attns.0.lepe'), norm('attns.1.lepe')], {
          ...layout,
          window: config.windowSize,
        }),
      composed: () => {
        const [h, w] = config.windowSize;
        const window = { ...layout, windowSize: config.windowSize };
        const halves = tf
          .split(qkv, 2, 3)
          .map((half, i) =>
            halfAttention(
              half as tf.Tensor4D,
              i === 0 ? [h, w] : [w, h],
              window,
              p.under(`attns.${i}`),
              model.constants,
            ),
          );
        return tf.concat(halves, 3);
      },
    },
    'linear, residual (proj)': {
      fused: () => proj(residualLinear),
      composed: () => proj(composedResidualLinear),
    },
    'LayerNorm, linear, GELU (fc1)': {
      fused: () => linear(normalizedLinear, 'norm2', 'mlp.fc1', true),
      composed: () => linear(composedNormalizedLinear, 'norm2', 'mlp.fc1', true),
    },
    'depthwise 5×5, GELU': {
      fused: () => deep(depthwiseGelu),
      composed: () => deep(composedDepthwiseGelu),
    },
    'two linears, residual (fc2, adapter)': {
      fused: () => last(residualLinear),
      composed: () => last(composedResidualLinear),
    },
    'AdaptIR, 7 dispatches': {
      // The composed one has the tail's product too, so both end with it.
      fused: () => {
        const product = fusedAdaptir(x, norm('norm2'), p.under('adaptir'), model.constants);
        const nothing = tf.zeros([width]);
        return residualLinear(tf.zerosLike(x), nothing, product);
      },
      composed: () =>
        adaptir(
          composedLayerNorm(x, norm('norm2').weight, norm('norm2').bias),
          p.under('adaptir'),
          model.constants,
        ),
    },
    'convolution 3×3, residual (after the body)': {
      fused: () => convolution(convolve),
      composed: () => convolution(composedConvolution),
    },
  };
  const name = kernelNames.find((known) => known === spec.name);
  if (name === undefined) throw new Error(`There is no kernel “${spec.name}” to time.`);
  const { fused, composed } = cases[name];
  const run = () => tf.tidy(() => (spec.isFused ? fused() : withoutFusedKernels(composed)));
  return {
    run,
    activate: async () => {
      await modelOn('webgpu', address);
    },
    compute: () => run().dispose(),
    settle: () => settled(model),
    output: async () => {
      const output = run();
      const values = (await output.data()) as Float32Array;
      output.dispose();
      return values;
    },
    dispose: () => tf.dispose(inputs),
  };
}

/** Kernels of backward passes, which are timed with the whole of a training step. */
const ofBackwardPasses = /Gradient$|Sums$|^Backward|Trained$/;

/** This project's kernels that no case runs: each wants a line of its own. */
export async function uncoveredKernels(address: ModelAddress): Promise<string[]> {
  const names = fusedKernelNames().filter((name) => !ofBackwardPasses.test(name));
  const missing = new Set(names);
  for (const name of kernelNames) {
    const subject = await openKernel({ kind: 'kernel', name, isFused: true, side: 64 }, address);
    for (const call of kernelCalls(() => subject.run().dispose())) missing.delete(call.name);
    subject.dispose();
  }
  return [...missing];
}
