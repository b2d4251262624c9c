/** How much of a moving average each step keeps of the one before. */
const keep = 0.9;

/** Exponential moving average, without the pull towards 0 of its first values. */
export function smoothed(values: readonly number[]): number[] {
  let average = 0;
  let weight = 0;
  return values.map((value) => {
    average = keep * average + (1 - keep) * value;
    weight = keep * weight + (1 - keep);
    return average / weight;
  });
}
