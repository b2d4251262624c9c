import type { AdapterKind } from '../files/adapterKind';
import type { BackboneConfig } from '../files/backboneConfig';
import type * as tf from '../kernels/tf';
import type { BatchStatisticsListener } from './adaptir/batchNorm';
import { type AdaptirSizes, adaptersInBlocks } from './adaptir/parameters';
import { bottleneckParameters } from './attachments/bottleneck';
import type { AdapterDesign } from './attachments/design';
import { loraParameters } from './attachments/lora';
import type { Constants } from './constants';
import {
  activationBytes,
  type EdtArchitecture,
  type EdtRoute,
  sideMultiple,
} from './edt/architecture';
import { edt } from './edt/edt';
import { blockModules, edtParameters, loraTargets } from './edt/parameters';
import { type IptArchitecture, type IptRoute, iptRoutes, tokenWidth } from './ipt/architecture';
import { ipt } from './ipt/ipt';
import { iptParameters, layerModules } from './ipt/parameters';
import type { ParameterSpecs, Parameters } from './parameters';

/** A restoration transformer with one way through it chosen by name, whatever its architecture. */
export interface Network {
  /** Names of the ways through the network, and how much each enlarges. */
  readonly heads: ReadonlyMap<string, HeadProperties>;
  /**
   * Whether all of it runs in this project's own kernels where WebGPU computes. Halved tensors would
   * gain nothing otherwise: tfjs's operations take copies of them.
   */
  readonly isFused: boolean;
  /** Everything the backbone's file holds. */
  readonly backboneParameters: ParameterSpecs;
  /** Blocks that carry an adapter, in the order they run. */
  readonly adaptedBlocks: readonly string[];
  /** Kinds of adapters that the network takes. */
  readonly adapterKinds: readonly AdapterKind[];
  /**
   * Everything that an adapter of this design attaches to the blocks, named as published.
   *
   * @throws Error for a kind that the network does not take.
   */
  adapterParameters(design: AdapterDesign): ParameterSpecs;
  /**
   * The last modules on the way through a head: what an adapter may carry its own copy of, where
   * the blocks alone cannot bring their work to the picture.
   */
  lastModules(head: string): readonly string[];
  /**
   * @param image `[N,H,W,3]` in 0–1, of a size that the head's properties allow.
   * @returns `[N,s·H,s·W,3]`, not clipped.
   */
  forward(
    image: tf.Tensor4D,
    head: string,
    parameters: Parameters,
    constants: Constants,
    onBatchStatistics?: BatchStatisticsListener,
  ): tf.Tensor4D;
}

export interface HeadProperties {
  readonly scale: number;
  /** Input sides are multiples of this. */
  readonly sideMultiple: number;
  /** The only side the network takes, where it is fixed. */
  readonly fixedSide: number | null;
  /** Bytes of the largest activation for each input pixel: what limits a tile's size. */
  readonly activationBytes: number;
}

/** The network that a backbone's config describes. */
export function networkOf(config: BackboneConfig): Network {
  return config.modelType === 'edt'
    ? edtNetwork(config, config.heads)
    : iptNetwork(config, config.heads);
}

export function edtNetwork(
  architecture: EdtArchitecture,
  routes: Readonly<Record<string, EdtRoute>>,
): Network {
  const route = lookUp(routes);
  const adaptedBlocks = blockModules(architecture);
  return {
    heads: new Map(
      Object.entries(routes).map(([name, { scale }]) => [
        name,
        {
          scale,
          sideMultiple: sideMultiple(architecture, scale),
          fixedSide: null,
          activationBytes: activationBytes(architecture, scale),
        },
      ]),
    ),
    isFused: true,
    backboneParameters: edtParameters(architecture, Object.values(routes)),
    adaptedBlocks,
    adapterKinds: ['adaptir', 'lora', 'bottleneck', 'full'],
    adapterParameters: (design) => {
      const width = architecture.embedDim;
      switch (design.kind) {
        case 'adaptir':
          return adaptersInBlocks(adaptedBlocks, ...adaptirsOf(design, width));
        case 'lora':
          return loraParameters(adaptedBlocks, loraTargets(architecture), design.rank);
        case 'bottleneck':
          return bottleneckParameters(adaptedBlocks, width, design.hidden);
        case 'full':
          return new Map();
      }
    },
    lastModules: (head) => {
      const { tail, scale } = route(head);
      const { depth } = architecture;
      return [`${tail}.${depth - 1}`, `${tail}.${scale === 1 ? depth : depth + 1}`];
    },
    forward: (image, head, parameters, constants, onBatchStatistics) =>
      edt(image, architecture, route(head), parameters, constants, onBatchStatistics),
  };
}

export function iptNetwork(
  architecture: IptArchitecture,
  indices: Readonly<Record<string, { readonly index: number }>>,
): Network {
  const routes = Object.fromEntries(
    Object.entries(indices).map(([name, { index }]): [string, IptRoute] => {
      const known = iptRoutes[index];
      if (known === undefined) throw new Error(`IPT has no head number ${index}.`);
      return [name, known];
    }),
  );
  const route = lookUp(routes);
  const adaptedBlocks = layerModules(architecture);
  return {
    heads: new Map(
      Object.entries(routes).map(([name, { scale }]) => [
        name,
        {
          scale,
          sideMultiple: architecture.patchSize,
          fixedSide: architecture.patchSize,
          activationBytes: 4 * architecture.nFeats * Math.max(architecture.mlpRatio, scale ** 2),
        },
      ]),
    ),
    isFused: false,
    backboneParameters: iptParameters(architecture),
    adaptedBlocks,
    adapterKinds: ['adaptir', 'full'],
    adapterParameters: (design) => {
      if (design.kind === 'full') return new Map();
      if (design.kind !== 'adaptir')
        throw new Error(`IPT takes no adapter of kind ${design.kind}.`);
      return adaptersInBlocks(adaptedBlocks, ...adaptirsOf(design, tokenWidth(architecture)));
    },
    lastModules: (head) => [`tail.${route(head).index}.1`],
    forward: (image, head, parameters, constants, onBatchStatistics) =>
      ipt(image, architecture, route(head), parameters, constants, onBatchStatistics),
  };
}

/** Sizes of the AdaptIRs that stand side by side in each block. */
function adaptirsOf(
  { hidden, squeeze, beside = [] }: Extract<AdapterDesign, { kind: 'adaptir' }>,
  width: number,
): readonly AdaptirSizes[] {
  return [{ hidden, squeeze }, ...beside].map((widths) => ({ ...widths, width }));
}

function lookUp<Route>(routes: Readonly<Record<string, Route>>): (head: string) => Route {
  return (head) => {
    const route = Object.hasOwn(routes, head) ? routes[head] : undefined;
    if (route === undefined) throw new Error(`This backbone has no head “${head}”.`);
    return route;
  };
}
