import { adaptirModule, adaptirParameters } from '../adaptir/parameters';
import type { ParameterKind, ParameterSpec, ParameterSpecs } from '../parameters';
import type { EdtArchitecture, EdtRoute } from './architecture';

/** Every parameter of the backbone (no adapters), for the routes given. */
export function edtParameters(
  architecture: EdtArchitecture,
  routes: readonly EdtRoute[],
): ParameterSpecs {
  const specs = new Map<string, ParameterSpec>();
  const add = (name: string, kind: ParameterKind, shape: readonly number[], shuffle?: number) =>
    specs.set(name, shuffle === undefined ? { kind, shape } : { kind, shape, shuffle });
  const withBias = (name: string, kind: ParameterKind, shape: readonly number[], bias: number) => {
    add(`${name}.weight`, kind, shape);
    add(`${name}.bias`, 'plain', [bias]);
  };
  const convolution = (name: string, from: number, to: number, k = 3) =>
    withBias(name, k === 1 ? 'pointwise' : 'convolution', [to, from, k, k], to);
  const linear = (name: string, from: number, to: number) =>
    withBias(name, 'linear', [to, from], to);
  const norm = (name: string, width: number) => withBias(name, 'plain', [width], width);
  const shuffled = (name: string, width: number, factor: number) => {
    const out = width * factor * factor;
    add(`${name}.weight`, 'shuffled-convolution', [out, width, 3, 3], factor);
    add(`${name}.bias`, 'shuffled-bias', [out], factor);
  };
  const residual = (name: string, from: number, between: number, to: number) => {
    convolution(`${name}.conv_1`, from, between);
    convolution(`${name}.conv_2`, between, to);
    convolution(`${name}.shortcut`, from, to, 1);
  };

  const { embedDim, numFeat, depth } = architecture;
  for (const { head, tail, scale } of routes) {
    convolution(`${head}.0`, 3, numFeat);
    for (let level = 1; level <= depth; level++) {
      const from = numFeat * 2 ** (level - 1);
      residual(`${head}.${level}`, from, from, 2 * from);
      if (scale === 1) {
        add(`${head}.${level}.conv_down.weight`, 'convolution', [2 * from, 2 * from, 4, 4]);
      }
    }
    convolution(`${head}.${depth + 1}`, numFeat * 2 ** depth, embedDim);

    for (let level = 0; level < depth; level++) {
      const width = numFeat * 2 ** (depth - level);
      const from = level === 0 ? embedDim : 2 * width;
      if (scale === 1) withBias(`${tail}.${level}.up`, 'upsampling', [from, width, 2, 2], width);
      else convolution(`${tail}.${level}.conv`, from, width);
      residual(`${tail}.${level}.block`, 2 * width, width, width);
    }
    const last = numFeat * 2;
    if (scale === 1) convolution(`${tail}.${depth}`, last, 3);
    else {
      const steps = scale === 4 ? 2 : 1;
      for (let step = 0; step < steps; step++) {
        shuffled(`${tail}.${depth}.${2 * step}`, last, scale === 4 ? 2 : scale);
      }
      convolution(`${tail}.${depth + 1}`, last, 3);
    }
  }

  norm('body.patch_embed.norm', embedDim);
  for (const block of blockModules(architecture)) {
    const wide = embedDim * architecture.mlpRatio;
    norm(`${block}.norm1`, embedDim);
    add(`${block}.qkv.weight`, 'halved-qkv', [3 * embedDim, embedDim]);
    add(`${block}.qkv.bias`, 'halved-qkv-bias', [3 * embedDim]);
    for (const half of [0, 1]) {
      withBias(`${block}.attns.${half}.lepe`, 'depthwise', [embedDim / 2, 1, 3, 3], embedDim / 2);
    }
    linear(`${block}.proj`, embedDim, embedDim);
    norm(`${block}.norm2`, embedDim);
    linear(`${block}.mlp.fc1`, embedDim, wide);
    withBias(`${block}.mlp.dwconv`, 'depthwise', [wide, 1, 5, 5], wide);
    linear(`${block}.mlp.fc2`, wide, embedDim);
  }
  norm('body.norm', embedDim);
  convolution('body.conv_after_body', embedDim, embedDim);
  return specs;
}

/** Names of the transformer blocks, in the order they run. */
export function blockModules(architecture: EdtArchitecture): string[] {
  return architecture.depths.flatMap((blocks, layer) =>
    Array.from(
      { length: blocks },
      (_, index) => `body.layers.${layer}.residual_group.blocks.${index}`,
    ),
  );
}

/** Every parameter of the adapters beside all blocks, for this hidden width and squeeze. */
export function edtAdapterParameters(
  architecture: EdtArchitecture,
  hidden: number,
  squeeze: number,
): ParameterSpecs {
  const one = adaptirParameters({ width: architecture.embedDim, hidden, squeeze });
  return new Map(
    blockModules(architecture).flatMap((block) =>
      [...one].map(([name, spec]) => [`${block}.${adaptirModule}.${name}`, spec] as const),
    ),
  );
}
