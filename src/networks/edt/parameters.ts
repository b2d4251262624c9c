import type { LoraTarget } from '../attachments/lora';
import type { ParameterSpecs } from '../parameters';
import { SpecTable } from '../specTable';
import type { EdtArchitecture, EdtRoute } from './architecture';

/** Every parameter of the backbone (no adapters), for the routes given. */
export function edtParameters(
  architecture: EdtArchitecture,
  routes: readonly EdtRoute[],
): ParameterSpecs {
  const table = new SpecTable();
  for (const route of routes) {
    addHead(table, architecture, route);
    addTail(table, architecture, route);
  }
  addBody(table, architecture);
  return table.specs;
}

function addHead(table: SpecTable, architecture: EdtArchitecture, { head, scale }: EdtRoute): void {
  const { embedDim, numFeat, depth } = architecture;
  table.convolution(`${head}.0`, 3, numFeat);
  for (let level = 1; level <= depth; level++) {
    const from = numFeat * 2 ** (level - 1);
    addResidual(table, `${head}.${level}`, from, from, 2 * from);
    if (scale === 1) {
      table.add(`${head}.${level}.conv_down.weight`, 'convolution', [2 * from, 2 * from, 4, 4]);
    }
  }
  table.convolution(`${head}.${depth + 1}`, numFeat * 2 ** depth, embedDim);
}

function addTail(table: SpecTable, architecture: EdtArchitecture, { tail, scale }: EdtRoute): void {
  const { embedDim, numFeat, depth } = architecture;
  for (let level = 0; level < depth; level++) {
    const width = numFeat * 2 ** (depth - level);
    const from = level === 0 ? embedDim : 2 * width;
    if (scale === 1) {
      table.withBias(`${tail}.${level}.up`, 'upsampling', [from, width, 2, 2], width);
    } else table.convolution(`${tail}.${level}.conv`, from, width);
    addResidual(table, `${tail}.${level}.block`, 2 * width, width, width);
  }
  const last = 2 * numFeat;
  table.upsample(`${tail}.${depth}`, last, scale);
  table.convolution(`${tail}.${scale === 1 ? depth : depth + 1}`, last, 3);
}

function addResidual(
  table: SpecTable,
  module: string,
  from: number,
  between: number,
  to: number,
): void {
  table.convolution(`${module}.conv_1`, from, between);
  table.convolution(`${module}.conv_2`, between, to);
  table.pointwise(`${module}.shortcut`, from, to);
}

function addBody(table: SpecTable, architecture: EdtArchitecture): void {
  const { embedDim, mlpRatio } = architecture;
  const wide = embedDim * mlpRatio;
  table.norm('body.patch_embed.norm', embedDim);
  for (const block of blockModules(architecture)) {
    table.norm(`${block}.norm1`, embedDim);
    table.add(`${block}.qkv.weight`, 'halved-qkv', [3 * embedDim, embedDim]);
    table.add(`${block}.qkv.bias`, 'halved-qkv-bias', [3 * embedDim]);
    for (const half of [0, 1]) table.depthwise(`${block}.attns.${half}.lepe`, embedDim / 2, 3);
    table.linear(`${block}.proj`, embedDim, embedDim);
    table.norm(`${block}.norm2`, embedDim);
    table.linear(`${block}.mlp.fc1`, embedDim, wide);
    table.depthwise(`${block}.mlp.dwconv`, wide, 5);
    table.linear(`${block}.mlp.fc2`, wide, embedDim);
  }
  table.norm('body.norm', embedDim);
  table.convolution('body.conv_after_body', embedDim, embedDim);
}

/** The linear layers of a block that a LoRA updates. */
export function loraTargets({ embedDim, mlpRatio }: EdtArchitecture): readonly LoraTarget[] {
  const wide = embedDim * mlpRatio;
  return [
    { module: 'qkv', from: embedDim, to: 3 * embedDim, kind: 'halved-qkv' },
    { module: 'mlp.fc1', from: embedDim, to: wide, kind: 'linear' },
    { module: 'mlp.fc2', from: wide, to: embedDim, kind: 'linear' },
  ];
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
