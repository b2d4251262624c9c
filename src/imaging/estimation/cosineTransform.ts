export const blockSide = 8;

const basis = Float64Array.from({ length: blockSide * blockSide }, (_, i) => {
  const [frequency, place] = [Math.floor(i / blockSide), i % blockSide];
  const scale = frequency === 0 ? Math.sqrt(1 / blockSide) : Math.sqrt(2 / blockSide);
  return scale * Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * blockSide));
});

/**
 * The orthonormal cosine transform (DCT-II) of a block of 8 × 8, as JPEG's (ITU-T T.81, A.3.3):
 * white noise of variance v has variance v in every coefficient.
 *
 * @param block row-major, 64 numbers.
 * @returns row-major by vertical, then horizontal frequency.
 */
export function cosineTransform(block: ArrayLike<number>): Float64Array {
  const rows = new Float64Array(blockSide * blockSide);
  for (let y = 0; y < blockSide; y++) {
    for (let u = 0; u < blockSide; u++) {
      let sum = 0;
      for (let x = 0; x < blockSide; x++) {
        sum += (basis[u * blockSide + x] as number) * (block[y * blockSide + x] as number);
      }
      rows[y * blockSide + u] = sum;
    }
  }
  const coefficients = new Float64Array(blockSide * blockSide);
  for (let v = 0; v < blockSide; v++) {
    for (let u = 0; u < blockSide; u++) {
      let sum = 0;
      for (let y = 0; y < blockSide; y++) {
        sum += (basis[v * blockSide + y] as number) * (rows[y * blockSide + u] as number);
      }
      coefficients[v * blockSide + u] = sum;
    }
  }
  return coefficients;
}
