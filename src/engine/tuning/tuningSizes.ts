import type { AdapterKind } from '../../files/adapterKind';
import { carriedModules, parametersUnder } from '../../networks/attachments/carriedModules';
import { designOf, trainedParameters, widestWithin } from '../../networks/attachments/design';
import type { HeadProperties, Network } from '../../networks/network';
import type { TileBudget } from '../tiling/tileRules';
import type { KindSize, TuningSizes } from './tuningProtocol';

/** Side of a clean patch that trains well; smaller ones hide what blurs and streaks do. */
const wantedSide = 128;
/** A step of a single patch follows that patch; BatchNorm's statistics want more than one. */
const fewestPatches = 2;
const mostPatches = 8;
/**
 * A step keeps every layer's activations for the way back, a restoration's tile but a few, and takes
 * three to four times as long: on a processor, which has the least to spare, seconds.
 */
const shareOfTile = 1 / 8;
/** What is left goes to activations. */
const shareForTrained = 0.5;
/** Of a trained number: itself, its gradient and two moments, in float32. */
const bytesOfTrained = 16;

/** What the device has room for. */
export interface TuningRoom {
  readonly tileBudget: TileBudget;
  /** Bytes of all buffers together. */
  readonly memoryBudget: number;
}

/** What suits a head of the network: patches, and each kind of adapter at AdaptIR's size. */
export function tuningSizes(
  network: Network,
  head: string,
  hidden: number,
  { tileBudget, memoryBudget }: TuningRoom,
): TuningSizes {
  const properties = network.heads.get(head);
  if (properties === undefined) throw new Error(`The network has no head “${head}”.`);
  const size = (kind: AdapterKind) => kindSize(network, head, kind, hidden, memoryBudget);
  return {
    ...patchSizes(properties, tileBudget),
    kinds: Object.fromEntries(network.adapterKinds.map((kind) => [kind, size(kind)])),
  };
}

/**
 * As many patches as the budget allows in a step, of 128 clean pixels or, where two of those are too
 * much, of the largest side of which two are not.
 */
function patchSizes(head: HeadProperties, budget: TileBudget): Omit<TuningSizes, 'kinds'> {
  const { sideMultiple, fixedSide, scale, activationBytes } = head;
  const pixels = (shareOfTile * budget.activationBytes) / activationBytes;
  const side = Math.min(wantedSide / scale, Math.sqrt(pixels / fewestPatches));
  const patch = fixedSide ?? Math.max(1, Math.floor(side / sideMultiple)) * sideMultiple;
  const batch = Math.min(mostPatches, Math.max(1, Math.floor(pixels / patch ** 2)));
  return { patch, batch, patchMultiple: fixedSide ?? sideMultiple };
}

function kindSize(
  network: Network,
  head: string,
  kind: AdapterKind,
  measure: number,
  memoryBudget: number,
): KindSize {
  const adaptir = network.adapterParameters(designOf('adaptir', measure));
  const hidden =
    kind === 'lora' || kind === 'bottleneck'
      ? widestWithin(trainedParameters(adaptir), kind, network.adapterParameters)
      : measure;
  const attached = network.adapterParameters(designOf(kind, hidden));
  const carried = parametersUnder(carriedModules(network, kind, head), network.backboneParameters);
  const parameters = trainedParameters(attached) + trainedParameters(carried);
  return {
    hidden,
    parameters,
    fits: parameters * bytesOfTrained <= shareForTrained * memoryBudget,
  };
}
