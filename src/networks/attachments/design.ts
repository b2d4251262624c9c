import type { AdapterKind } from '../../files/adapterKind';
import {
  type AdaptirSizes,
  adaptirModule,
  adaptirSizes,
  isRunningStatistic,
} from '../adaptir/parameters';
import type { ParameterSpecs } from '../parameters';
import { bottleneckModule } from './bottleneck';

/** What is attached to every block of a backbone, beside the modules that an adapter carries. */
export type AdapterDesign =
  | ({
      readonly kind: 'adaptir';
      /** Further ones beside the first: a mix has them. */
      readonly beside?: readonly Widths[];
    } & Widths)
  | { readonly kind: 'lora'; readonly rank: number }
  | { readonly kind: 'bottleneck'; readonly hidden: number }
  | { readonly kind: 'full' };

type Widths = Pick<AdaptirSizes, 'hidden' | 'squeeze'>;

/** The widest that is looked at where kinds are made equal. */
const widest = 512;

/**
 * A fresh adapter's design.
 *
 * @param hidden width of AdaptIR's branches or of the bottleneck, rank of LoRA.
 */
export function designOf(kind: AdapterKind, hidden: number): AdapterDesign {
  switch (kind) {
    case 'adaptir':
      return { kind, hidden, squeeze: Math.max(1, hidden >> 2) };
    case 'lora':
      return { kind, rank: hidden };
    case 'bottleneck':
      return { kind, hidden };
    case 'full':
      return { kind };
  }
}

/**
 * The design that an adapter's own tensors announce; of width 1 where they announce none, so that a
 * comparison names what is missing.
 *
 * @param block any block that carries a part of the adapter.
 * @param shapeOf published shape of a parameter named from the network on.
 */
export function designOfTensors(
  kind: AdapterKind,
  block: string,
  shapeOf: (name: string) => readonly number[] | undefined,
): AdapterDesign {
  if (kind === 'adaptir') {
    const sizesAt = (place: number) =>
      adaptirSizes((name) => shapeOf(`${block}.${adaptirModule(place)}.${name}`));
    const { hidden, squeeze } = sizesAt(0) ?? { hidden: 1, squeeze: 1 };
    const beside: Widths[] = [];
    for (let next = sizesAt(1); next !== null; next = sizesAt(beside.length + 1)) beside.push(next);
    return { kind, hidden, squeeze, ...(beside.length > 0 && { beside }) };
  }
  const [hidden = 1] =
    kind === 'lora'
      ? (shapeOf(`${block}.qkv.lora_A`) ?? [])
      : (shapeOf(`${block}.${bottleneckModule}.down.weight`) ?? []);
  return designOf(kind, hidden);
}

/** Numbers that are trained: without running statistics. */
export function trainedParameters(specs: ParameterSpecs): number {
  return [...specs]
    .filter(([name]) => !isRunningStatistic(name))
    .reduce((sum, [, { shape }]) => sum + shape.reduce((product, side) => product * side, 1), 0);
}

/**
 * The widest adapter of a kind that trains at most so many numbers, up to 512.
 *
 * @param specsOf parameters of such an adapter.
 */
export function widestWithin(
  most: number,
  kind: AdapterKind,
  specsOf: (design: AdapterDesign) => ParameterSpecs,
): number {
  let hidden = 1;
  while (hidden < widest && trainedParameters(specsOf(designOf(kind, hidden + 1))) <= most) {
    hidden++;
  }
  return hidden;
}
