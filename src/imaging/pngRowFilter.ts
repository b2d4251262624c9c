/**
 * PNG's filters (W3C Recommendation, 3rd edition, clause 9): each row is written as differences to
 * its neighbours, by that filter whose differences sum up to the least (clause 12.7).
 */
export class RowFilter {
  private above: Uint8Array;
  private readonly candidates: readonly Uint8Array[];

  /** @param pixelBytes how far the neighbour on the left is away. */
  constructor(
    rowBytes: number,
    private readonly pixelBytes: number,
  ) {
    this.above = new Uint8Array(rowBytes);
    this.candidates = [0, 1, 2, 3, 4].map((type) => {
      const candidate = new Uint8Array(rowBytes + 1);
      candidate[0] = type;
      return candidate;
    });
  }

  /** The next row, filtered, behind the byte that names the filter. */
  filtered(row: Uint8Array): Uint8Array {
    const { above, pixelBytes, candidates } = this;
    const [none, sub, up, average, paeth] = candidates as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    let [ofNone, ofSub, ofUp, ofAverage, ofPaeth] = [0, 0, 0, 0, 0];
    for (let i = 0; i < row.length; i++) {
      const value = row[i] as number;
      const left = i < pixelBytes ? 0 : (row[i - pixelBytes] as number);
      const over = above[i] as number;
      const corner = i < pixelBytes ? 0 : (above[i - pixelBytes] as number);
      none[i + 1] = value;
      sub[i + 1] = value - left;
      up[i + 1] = value - over;
      average[i + 1] = value - ((left + over) >> 1);
      paeth[i + 1] = value - nearest(left, over, corner);
      ofNone += magnitude(none[i + 1] as number);
      ofSub += magnitude(sub[i + 1] as number);
      ofUp += magnitude(up[i + 1] as number);
      ofAverage += magnitude(average[i + 1] as number);
      ofPaeth += magnitude(paeth[i + 1] as number);
    }
    this.above = row.slice();
    const sums = [ofNone, ofSub, ofUp, ofAverage, ofPaeth];
    return (candidates[sums.indexOf(Math.min(...sums))] ?? none).slice();
  }
}

/** Of a difference that has wrapped around in a byte. */
function magnitude(byte: number): number {
  return byte < 128 ? byte : 256 - byte;
}

/** Paeth's predictor, clause 9.4. */
function nearest(left: number, over: number, corner: number): number {
  const estimate = left + over - corner;
  const toLeft = Math.abs(estimate - left);
  const toOver = Math.abs(estimate - over);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toOver && toLeft <= toCorner) return left;
  return toOver <= toCorner ? over : corner;
}
