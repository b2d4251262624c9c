import { vectorType } from '../lanes';
import type { FlatProgram } from '../webgpuProgram';
import type { Factor, ProductProgram } from './productProgram';

/** Invocations that leave no core of a software adapter idle. */
const busyInvocations = 256;
const mostTurns = 6;

/**
 * Some rows by up to four vectors of columns in the registers of each invocation, without workgroup
 * memory. A quad has its columns in common, so that it shares what is read of the weights. Where rows
 * have a costly beginning, an invocation goes on to further columns of its rows.
 *
 * A software adapter's compiler takes its time for each access to memory and each branch: sums begin
 * and end in a loop, which needs them in an array, and no branch stands around the innermost loop (with
 * `&&` between a tap's conditions, which branches, a 3×3 convolution took 40 s, with `&` 1.5 s).
 *
 * @param inQuads whether weights are read in quads, which leaves an invocation time for more rows.
 */
export function flatProduct(program: ProductProgram, inQuads: boolean): FlatProgram {
  const vectors = program.columns / program.lanes;
  const together = [4, 3, 2].find((count) => vectors % count === 0) ?? 1;
  // Whatever their number: a warm-up compiles for maps of any size.
  const rowsAtOnce = inQuads ? 8 : 4;
  // Whole quads, each beside its neighbours in the rows.
  const blocks = 4 * Math.ceil(program.rows / (4 * rowsAtOnce));
  const across = vectors / together;
  const [factor] = program.factors;
  const takesTurns = program.factors.length === 1 && factor?.isSetupCostly === true;
  const turns = takesTurns ? turnsOf(across, blocks) : 1;
  const rows = Array.from({ length: rowsAtOnce }, (_, i) => `${i}`);
  const columns = Array.from({ length: together }, (_, i) => i);
  const each = (code: (row: string, column: number) => string) =>
    rows.flatMap((r) => columns.map((c) => code(r, c))).join('\n');

  const sumOf = (row: string, column: number) => `sum${row}_${column}`;
  const slotOf = (row: string, column: number) => `sums[${row} * ${together} + ${column}]`;
  const eachRow = (code: string) => `
    for (var r = 0; r < ${rowsAtOnce}; r++) {
      let rowR = min(row + r, uniforms.rows - 1);
      ${code}
    }`;
  const eachColumn = (code: (column: number) => string) => columns.map(code).join('\n');

  const setupOf = (factor: Factor) => rows.map((r) => factor.setup?.(r) ?? '').join('\n');
  const factorCode = (factor: Factor, number: number) => {
    const { buffer, lanes, side, value, after } = factor;
    const sum = (lane: number) =>
      each((r, c) => {
        const left = lanes === 1 ? `taken${r}` : `taken${r}[${lane}]`;
        return `${sumOf(r, c)} = fma(${vectorType(program.lanes)}(${left}), w${c}, ${sumOf(r, c)});`;
      });
    const zero = `${vectorType(lanes)}(0.0)`;
    return `{
      ${takesTurns ? '' : setupOf(factor)}
      for (var ky = 0; ky < ${side}; ky++) {
        for (var kx = 0; kx < ${side}; kx++) {
          ${rows.map((r) => factor.place(r)).join('\n')}
          let tap = ((ky * ${side} + kx) * weightStride${number} + weightStart${number}) * vectors + column;
          for (var k = 0; k < inner${number}; k++) {
            ${factor.elementSetup?.('k') ?? ''}
            ${rows
              .map((r) => {
                const element = `${buffer}[start${r} + k]`;
                const taken = value?.(element, r) ?? element;
                return `let taken${r} = ${factor.isPartial ? `select(${zero}, ${taken}, inside${r})` : taken};`;
              })
              .join('\n')}
            ${Array.from({ length: lanes }, (_, lane) => lane)
              .map(
                (lane) => `{
                  let line = tap + (k * ${lanes} + ${lane}) * vectors;
                  ${eachColumn((c) => `let w${c} = ${factor.weight}Shared(line + ${c});`)}
                  ${sum(lane)}
                }`,
              )
              .join('\n')}
          }
        }
      }
      ${after === undefined ? '' : each((r, c) => `${sumOf(r, c)} = ${after(sumOf(r, c), `(column + ${c})`)};`)}
    }`;
  };

  const factorSizes = program.factors.flatMap(
    ({ channels, lanes, weightStride, weightStart }, i) => [
      [`inner${i}`, channels / lanes],
      [`weightStride${i}`, weightStride],
      [`weightStart${i}`, weightStart],
    ],
  );
  const sizes: Record<string, number> = {
    vectors,
    ...Object.fromEntries(factorSizes),
    ...program.sizes.uniforms,
  };
  return {
    key: `flat ${program.key} ${rowsAtOnce} ${together} ${program.factors.map(({ lanes }) => lanes)}`,
    outputShape: program.outputShape,
    count: blocks * (across / turns),
    inputs: program.inputs,
    lanes: program.lanes,
    widths: program.widths ?? {},
    shared: [...new Set(program.factors.map(({ weight }) => weight))],
    uniforms: { rows: program.rows, blocks, turns, ...sizes, ...program.uniforms },
    functions: program.functions ?? '',
    body: `
      // Read once, not in the loops.
      ${Object.keys(sizes)
        .map((name) => `let ${name} = uniforms.${name};`)
        .join('\n')}
      // Rows beyond the last are that one again: what they store is what it stores.
      let row = (index % uniforms.blocks) * ${rowsAtOnce};
      ${rows.map((r) => `let row${r} = min(row + ${r}, uniforms.rows - 1);`).join('\n')}
      ${takesTurns && factor ? setupOf(factor) : ''}
      var sums : array<${vectorType(program.lanes)}, ${rowsAtOnce * together}>;
      for (var turn = 0; turn < uniforms.turns; turn++) {
        let column = ((index / uniforms.blocks) * uniforms.turns + turn) * ${together};
        ${eachRow(eachColumn((c) => `${slotOf('r', c)} = ${program.first('R', `(column + ${c})`)};`))}
        ${each((r, c) => `var ${sumOf(r, c)} = ${slotOf(r, c)};`)}
        ${program.factors.map(factorCode).join('\n')}
        ${each((r, c) => `${slotOf(r, c)} = ${sumOf(r, c)};`)}
        ${eachRow(`
          ${program.storeSetup?.('R') ?? ''}
          ${eachColumn((c) => program.store('R', `(column + ${c})`, slotOf('r', c)))}`)}
      }`,
  };
}

/** As many as there are invocations to spare. */
function turnsOf(across: number, blocks: number): number {
  for (let turns = Math.min(mostTurns, across); turns > 1; turns--) {
    if (across % turns === 0 && (blocks * across) / turns >= busyInvocations) return turns;
  }
  return 1;
}
