/** Ways to adapt a frozen backbone, as the paper compares them. */
export const adapterKinds = ['adaptir', 'lora', 'bottleneck', 'full'] as const;

/**
 * - `adaptir`: three branches beside each block's MLP (Guo et al., NeurIPS 2024);
 * - `lora`: low-rank updates of each block's qkv and MLP (Hu et al., ICLR 2022);
 * - `bottleneck`: down, GELU, up beside each block's MLP (Houlsby et al., ICML 2019);
 * - `full`: the backbone's own modules, trained and carried whole.
 */
export type AdapterKind = (typeof adapterKinds)[number];

/** The kind that tensors of these names make, where a file does not say. */
export function kindOfTensors(names: Iterable<string>): AdapterKind {
  let kind: AdapterKind = 'adaptir';
  for (const name of names) {
    if (/(^|\.)adaptir(_\d+)?\./.test(name)) return 'adaptir';
    if (/\.lora_[AB]$/.test(name)) return 'lora';
    if (/(^|\.)bottleneck\./.test(name)) return 'bottleneck';
    kind = 'full';
  }
  return kind;
}

/**
 * The kind of an adapter that holds two others, each as it is; null where no kind does. What `full`
 * carries goes along with any.
 */
export function kindOfMix(a: AdapterKind, b: AdapterKind): AdapterKind | null {
  if (a === b || b === 'full') return a;
  return a === 'full' ? b : null;
}
