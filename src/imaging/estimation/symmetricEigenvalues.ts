/** Rounds over all pairs until rotations change nothing any more; ten do for hundreds of rows. */
const mostSweeps = 30;

/**
 * Eigenvalues of a symmetric matrix by Jacobi's cyclic rotations (Golub & Van Loan, "Matrix
 * Computations", 4th edition, algorithm 8.5.3).
 *
 * @param matrix row-major, `size` × `size`; it is not kept as it was.
 * @returns smallest first.
 */
export function symmetricEigenvalues(matrix: Float64Array, size: number): Float64Array {
  const norm = Math.hypot(...matrix);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    if (offDiagonal(matrix, size) <= 1e-9 * norm) break;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(matrix, size, p, q);
    }
  }
  return Float64Array.from({ length: size }, (_, i) => matrix[i * size + i] as number).sort();
}

function offDiagonal(matrix: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < matrix.length; i++) {
    if (i % (size + 1) !== 0) sum += (matrix[i] as number) ** 2;
  }
  return Math.sqrt(sum);
}

/** Turns rows and columns p and q so that the element in both is 0. */
function rotate(matrix: Float64Array, size: number, p: number, q: number): void {
  const between = matrix[p * size + q] as number;
  if (between === 0) return;
  const ratio =
    ((matrix[q * size + q] as number) - (matrix[p * size + p] as number)) / (2 * between);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) turn(matrix, k * size + p, k * size + q, cosine, sine);
  for (let k = 0; k < size; k++) turn(matrix, p * size + k, q * size + k, cosine, sine);
}

function turn(values: Float64Array, a: number, b: number, cosine: number, sine: number): void {
  const [first, second] = [values[a] as number, values[b] as number];
  values[a] = cosine * first - sine * second;
  values[b] = sine * first + cosine * second;
}
