/** The value that a share of the values lies at or below, the nearest one; NaN of none. */
export function quantile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.round(share * (sorted.length - 1))] as number;
}
