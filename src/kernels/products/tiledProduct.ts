import { type GroupProgram, groupThreads } from '../webgpuProgram';
import type { Factor, ProductProgram } from './productProgram';

/** Rows of a workgroup's tile, four for each of its eight lines of threads. */
const tileRows = 32;
const rowsAtOnce = 4;
const threadsAcross = groupThreads / (tileRows / rowsAtOnce);
/** Vectors of a row that are in workgroup memory at a time. */
const depth = 4;

/** Whether everything comes in `vec4`s, which the tiles are made of. */
export function canTile({ lanes, factors }: ProductProgram): boolean {
  return lanes === 4 && factors.every((factor) => factor.lanes === 4);
}

/**
 * Tiles of 32 rows by up to 96 columns for each workgroup, whose factors go through workgroup memory
 * 16 numbers deep (8 KiB at most); each thread holds four rows by up to three vectors.
 */
export function tiledProduct(program: ProductProgram): GroupProgram {
  const vectors = program.columns / 4;
  const together = [3, 2].find((count) => vectors % (count * threadsAcross) === 0) ?? 1;
  const across = together * threadsAcross;
  const columnTiles = Math.ceil(vectors / across);
  const rows = Array.from({ length: rowsAtOnce }, (_, i) => `${i}`);
  const columns = Array.from({ length: together }, (_, i) => i);
  const each = (code: (row: string, column: number) => string) =>
    rows.flatMap((r) => columns.map((c) => code(r, c))).join('\n');
  const perThread = depth / 2;

  const factorCode = ({ buffer, channels, side, value, after, ...factor }: Factor) => {
    const inner = channels / 4;
    const element = `${buffer}[startOwn + k]`;
    return `{
      ${factor.setup?.('Own') ?? ''}
      for (var ky = 0; ky < ${side}; ky++) {
        for (var kx = 0; kx < ${side}; kx++) {
          ${factor.place('Own')}
          let tap = (ky * ${side} + kx) * ${factor.weightStride} + ${factor.weightStart};
          for (var from_ = 0; from_ < ${inner}; from_ += ${depth}) {
            workgroupBarrier();
            for (var i = 0; i < ${perThread}; i++) {
              let slot = (thread % 2) * ${perThread} + i;
              let k = min(from_ + slot, ${inner - 1});
              ${factor.elementSetup?.('k') ?? ''}
              left[(thread / 2) * ${depth} + slot] =
                select(vec4<f32>(0.0), ${value?.(element, 'Own') ?? element}, ${factor.isPartial ? 'insideOwn && ' : ''}from_ + slot < ${inner});
            }
            for (var i = 0; i < ${(4 * depth * across) / groupThreads}; i++) {
              let slot = thread + ${groupThreads} * i;
              let line = min(from_ * 4 + slot / ${across}, ${channels - 1});
              right[slot] = ${factor.weight}[(tap + line) * ${vectors} + min(firstColumn + slot % ${across}, ${vectors - 1})];
            }
            workgroupBarrier();
            for (var k = 0; k < ${depth}; k++) {
              ${rows.map((r) => `let taken${r} = left[(down * ${rowsAtOnce} + ${r}) * ${depth} + k];`).join('\n')}
              ${[0, 1, 2, 3]
                .map(
                  (lane) => `{
                    let line = (k * 4 + ${lane}) * ${across} + thread % ${threadsAcross};
                    ${columns.map((c) => `let w${c} = right[line + ${c * threadsAcross}];`).join('\n')}
                    ${each((r, c) => `sum${r}_${c} = fma(vec4<f32>(taken${r}[${lane}]), w${c}, sum${r}_${c});`)}
                  }`,
                )
                .join('\n')}
            }
          }
        }
      }
      ${after === undefined ? '' : each((r, c) => `sum${r}_${c} = ${after(`sum${r}_${c}`, `column${c}`)};`)}
    }`;
  };

  return {
    key: `tiled ${program.key} ${program.columns} ${program.factors.map(({ channels, weightStride, weightStart }) => [channels, weightStride, weightStart])}`,
    outputShape: program.outputShape,
    groups: Math.ceil(program.rows / tileRows) * columnTiles,
    inputs: program.inputs,
    lanes: program.lanes,
    widths: program.widths ?? {},
    uniforms: { rows: program.rows, ...program.uniforms },
    functions: `
      var<workgroup> left : array<vec4<f32>, ${tileRows * depth}>;
      var<workgroup> right : array<vec4<f32>, ${4 * depth * across}>;
      ${program.functions ?? ''}`,
    body: `
      let down = thread / ${threadsAcross};
      let firstRow = (group / ${columnTiles}) * ${tileRows};
      let firstColumn = (group % ${columnTiles}) * ${across};
      let row = firstRow + down * ${rowsAtOnce};
      let rowOwn = min(firstRow + thread / 2, uniforms.rows - 1);
      ${rows.map((r) => `let row${r} = min(row + ${r}, uniforms.rows - 1);`).join('\n')}
      ${columns.map((c) => `let column${c} = min(firstColumn + thread % ${threadsAcross} + ${c * threadsAcross}, ${vectors - 1});`).join('\n')}
      ${each((r, c) => `var sum${r}_${c} = ${program.first(r, `column${c}`)};`)}
      ${program.factors.map(factorCode).join('\n')}
      ${rows
        .map(
          (r) => `if (row + ${r} < uniforms.rows) {
            ${program.storeSetup?.(r) ?? ''}
            ${columns
              .map(
                (
                  c,
                ) => `if (firstColumn + thread % ${threadsAcross} + ${c * threadsAcross} < ${vectors}) {
                  ${program.store(r, `column${c}`, `sum${r}_${c}`)}
                }`,
              )
              .join('\n')}
          }`,
        )
        .join('\n')}`,
  };
}
