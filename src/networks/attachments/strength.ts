import type { ParameterValues } from '../parameters';

/**
 * Whether a parameter is a last factor of what an adapter adds to its blocks: the addition is linear
 * in all of them together, and nothing where they are 0.
 */
export function isLastFactor(name: string): boolean {
  return /\.(adaptir(_\d+)?\.tail\.weight|bottleneck\.up\.(weight|bias)|lora_B)$/.test(name);
}

/**
 * The adapter whose every effect on the backbone's weights and activations is `strength` times this
 * one's: 0 is the backbone alone, 1 the adapter as it is, more exaggerates. What comes out of the
 * network is not linear in it: each block sees what those before it have made of the photo, and
 * copies of the backbone's modules are interpolated in their weights (extrapolated above 1), not in
 * their outputs.
 *
 * @param adapter published parameters.
 * @param backbone published parameter of the frozen backbone by name, of which the adapter may carry
 *   copies: those lie on the line through the backbone's and the adapter's.
 */
export function withStrength(
  adapter: ReadonlyMap<string, ParameterValues>,
  backbone: (name: string) => ParameterValues | undefined,
  strength: number,
): ReadonlyMap<string, ParameterValues> {
  if (strength === 1) return adapter;
  return new Map(
    [...adapter].map(([name, own]) => {
      const frozen = backbone(name);
      if (frozen !== undefined) {
        const values = own.values.map((value, i) => {
          const before = frozen.values[i] ?? Number.NaN;
          return before + strength * (value - before);
        });
        return [name, { ...own, values }];
      }
      if (!isLastFactor(name)) return [name, own];
      return [name, { ...own, values: own.values.map((value) => strength * value) }];
    }),
  );
}
