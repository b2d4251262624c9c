import { adaptirModule, adaptirParameters } from '../adaptir/parameters';
import type { ParameterKind, ParameterSpec, ParameterSpecs } from '../parameters';
import { type IptArchitecture, iptRoutes, tokenWidth } from './architecture';

/** Every parameter of the backbone (no adapters). */
export function iptParameters(architecture: IptArchitecture): ParameterSpecs {
  const specs = new Map<string, ParameterSpec>();
  const add = (name: string, kind: ParameterKind, shape: readonly number[], shuffle?: number) =>
    specs.set(name, shuffle === undefined ? { kind, shape } : { kind, shape, shuffle });
  const withBias = (name: string, kind: ParameterKind, shape: readonly number[], bias: number) => {
    add(`${name}.weight`, kind, shape);
    add(`${name}.bias`, 'plain', [bias]);
  };
  const { nFeats, patchSize, patchDim, mlpRatio } = architecture;
  const width = tokenWidth(architecture);
  const tokens = (patchSize / patchDim) ** 2;
  const linear = (name: string, from: number, to: number) =>
    withBias(name, 'linear', [to, from], to);
  const convolution = (name: string, from: number, to: number, k: number) =>
    withBias(name, 'convolution', [to, from, k, k], to);
  const attention = (name: string) => {
    add(`${name}.in_proj_weight`, 'linear', [3 * width, width]);
    add(`${name}.out_proj.weight`, 'linear', [width, width]);
  };

  withBias('sub_mean', 'pointwise', [3, 3, 1, 1], 3);
  withBias('add_mean', 'pointwise', [3, 3, 1, 1], 3);
  for (const { index, scale } of iptRoutes) {
    convolution(`head.${index}.0`, 3, nFeats, 3);
    for (const block of [1, 2]) {
      for (const layer of [0, 2]) {
        convolution(`head.${index}.${block}.body.${layer}`, nFeats, nFeats, 5);
      }
    }
    const steps = scale === 1 ? [] : scale === 4 ? [0, 2] : [0];
    const factor = scale === 4 ? 2 : scale;
    for (const step of steps) {
      const out = nFeats * factor * factor;
      const name = `tail.${index}.0.${step}`;
      add(`${name}.weight`, 'shuffled-convolution', [out, nFeats, 3, 3], factor);
      add(`${name}.bias`, 'shuffled-bias', [out], factor);
    }
    convolution(`tail.${index}.1`, nFeats, 3, 3);
  }

  linear('body.linear_encoding', width, width);
  linear('body.mlp_head.0', width, width * mlpRatio);
  linear('body.mlp_head.3', width * mlpRatio, width);
  add('body.query_embed.weight', 'plain', [iptRoutes.length, tokens * width]);
  add('body.position_encoding.pe.weight', 'plain', [tokens, width]);
  for (const layer of layerModules(architecture)) {
    const isDecoder = layer.startsWith('body.decoder');
    attention(`${layer}.self_attn`);
    if (isDecoder) attention(`${layer}.multihead_attn`);
    linear(`${layer}.linear1`, width, width * mlpRatio);
    linear(`${layer}.linear2`, width * mlpRatio, width);
    for (const norm of isDecoder ? ['norm1', 'norm2', 'norm3'] : ['norm1', 'norm2']) {
      withBias(`${layer}.${norm}`, 'plain', [width], width);
    }
  }
  return specs;
}

/** Names of the transformer layers, in the order they run. */
export function layerModules(architecture: IptArchitecture): string[] {
  return ['encoder', 'decoder'].flatMap((half) =>
    Array.from({ length: architecture.numLayers }, (_, layer) => `body.${half}.layers.${layer}`),
  );
}

/** Every parameter of the adapters beside all layers, for this hidden width and squeeze. */
export function iptAdapterParameters(
  architecture: IptArchitecture,
  hidden: number,
  squeeze: number,
): ParameterSpecs {
  const one = adaptirParameters({ width: tokenWidth(architecture), hidden, squeeze });
  return new Map(
    layerModules(architecture).flatMap((layer) =>
      [...one].map(([name, spec]) => [`${layer}.${adaptirModule}.${name}`, spec] as const),
    ),
  );
}
