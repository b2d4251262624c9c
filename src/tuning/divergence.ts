/** Steps over which losses are averaged: single batches differ several times over. */
const window = 20;
/** How far above its best the averaged loss may rise. */
const tolerance = 5;

/** What to change: steps that were too long are why runs end so. */
const advice =
  'Start again with half the learning rate, or with gradients clipped at a smaller norm.';

/** Watches a run's losses; a run that came off the road does not find back. */
export class DivergenceWatch {
  private readonly recent: number[] = [];
  private best = Number.POSITIVE_INFINITY;

  /** @returns why the run should stop and what to change, in two sentences; null while all is well. */
  add(loss: number): string | null {
    if (!Number.isFinite(loss)) return `The loss is no longer a number. ${advice}`;
    this.recent.push(loss);
    if (this.recent.length < window) return null;
    if (this.recent.length > window) this.recent.shift();
    const average = this.recent.reduce((sum, value) => sum + value, 0) / window;
    this.best = Math.min(this.best, average);
    return average > tolerance * this.best
      ? `The loss rose to ${(average / this.best).toFixed(0)} times its best. ${advice}`
      : null;
  }
}
