import type { ParameterSpecs } from '../parameters';
import { SpecTable } from '../specTable';
import { type IptArchitecture, iptRoutes, tokenWidth } from './architecture';

/** Every parameter of the backbone (no adapters). */
export function iptParameters(architecture: IptArchitecture): ParameterSpecs {
  const { nFeats, patchSize, patchDim, mlpRatio } = architecture;
  const width = tokenWidth(architecture);
  const tokens = (patchSize / patchDim) ** 2;
  const table = new SpecTable();
  table.pointwise('sub_mean', 3, 3);
  table.pointwise('add_mean', 3, 3);
  for (const { index, scale } of iptRoutes) {
    table.convolution(`head.${index}.0`, 3, nFeats);
    for (const block of [1, 2]) {
      for (const layer of [0, 2]) {
        table.convolution(`head.${index}.${block}.body.${layer}`, nFeats, nFeats, 5);
      }
    }
    table.upsample(`tail.${index}.0`, nFeats, scale);
    table.convolution(`tail.${index}.1`, nFeats, 3);
  }
  table.linear('body.linear_encoding', width, width);
  table.linear('body.mlp_head.0', width, width * mlpRatio);
  table.linear('body.mlp_head.3', width * mlpRatio, width);
  table.add('body.query_embed.weight', 'plain', [iptRoutes.length, tokens * width]);
  table.add('body.position_encoding.pe.weight', 'plain', [tokens, width]);
  for (const layer of layerModules(architecture)) addLayer(table, layer, width, mlpRatio);
  return table.specs;
}

function addLayer(table: SpecTable, layer: string, width: number, mlpRatio: number): void {
  const isDecoder = layer.startsWith('body.decoder');
  for (const attention of isDecoder ? ['self_attn', 'multihead_attn'] : ['self_attn']) {
    table.add(`${layer}.${attention}.in_proj_weight`, 'linear', [3 * width, width]);
    table.add(`${layer}.${attention}.out_proj.weight`, 'linear', [width, width]);
  }
  table.linear(`${layer}.linear1`, width, width * mlpRatio);
  table.linear(`${layer}.linear2`, width * mlpRatio, width);
  for (const norm of isDecoder ? ['norm1', 'norm2', 'norm3'] : ['norm1', 'norm2']) {
    table.norm(`${layer}.${norm}`, width);
  }
}

/** Names of the transformer layers, in the order they run. */
export function layerModules(architecture: IptArchitecture): string[] {
  return ['encoder', 'decoder'].flatMap((half) =>
    Array.from({ length: architecture.numLayers }, (_, layer) => `body.${half}.layers.${layer}`),
  );
}
