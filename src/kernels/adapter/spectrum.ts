import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { evenLanes, type Lanes, vectorType } from '../lanes';
import { sharesInWorkgroups } from '../products/productProgram';
import { sineFunctions } from '../sine';
import * as tf from '../tf';
import { type FlatProgram, runFlatProgram } from '../webgpuProgram';
import { type AdapterSizes, packedOffset, packedVector } from './packedAdapter';
import { turn } from './turn';

/** The four passes of the frequency branch, in order. */
export const spectrumPasses = ['rows', 'columns', 'inverseColumns', 'inverseRows'] as const;
type Pass = (typeof spectrumPasses)[number];

const kernelName = (pass: Pass) => `AdapterSpectrum ${pass}`;

/** Cosine and sine of 2πi/N for i < N, `[N,2]`. */
export function turnTable(length: number): Float32Array {
  const values = new Float32Array(2 * length);
  for (let i = 0; i < length; i++) {
    const { cosine, sine } = turn(i, length);
    values.set([cosine, sine], 2 * i);
  }
  return values;
}

/**
 * AdaptIR's frequency branch: orthonormal `rfft2`, amplitude and phase rescaled and shifted by
 * channel, inverse, absolute value. Four dispatches on WebGPU.
 *
 * @param z `[N,H,W,h]`, h even, as is the result.
 * @param packed see `packedParts`.
 * @param turns `turnTable` of H and of W.
 */
export function adapterSpectrum(
  z: tf.Tensor4D,
  packed: tf.Tensor,
  sizes: AdapterSizes,
  turns: { readonly height: tf.Tensor; readonly width: tf.Tensor },
): tf.Tensor4D {
  const [, height, width] = z.shape;
  return tf.tidy(() => {
    let x: tf.Tensor = z;
    for (const pass of spectrumPasses) {
      const isAcross = pass === 'rows' || pass === 'inverseRows';
      const inputs = { x, packed, turns: isAcross ? turns.width : turns.height };
      x = tf.engine().runKernel(kernelName(pass), inputs, { height, width, ...sizes });
    }
    return x as tf.Tensor4D;
  });
}

export function registerAdapterSpectrum(): void {
  for (const pass of spectrumPasses) {
    tf.registerKernel({
      kernelName: kernelName(pass),
      backendName: 'webgpu',
      kernelFunc: ({ inputs, backend, attrs }) => {
        const { x, packed, turns } = inputs as Record<'x' | 'packed' | 'turns', tf.TensorInfo>;
        const sizes = attrs as unknown as AdapterSizes & { height: number; width: number };
        const program = passProgram(pass, x.shape[0] ?? 1, sizes);
        const isPacked = program.inputs.includes('packed');
        return runFlatProgram(
          backend as WebGPUBackend,
          program,
          isPacked ? [x, turns, packed] : [x, turns],
        );
      },
    });
  }
}

/** Outputs along the axis that is transformed, of which an invocation computes some together. */
const outputsTogether: Record<Pass, number> = {
  // Bins are one more than a multiple of eight.
  rows: 3,
  columns: 4,
  inverseColumns: 4,
  inverseRows: 4,
};

/**
 * Spectra are `[N,H,F,2,h]`: F = W/2 + 1 bins, real and imaginary parts. An invocation computes a
 * vector of channels of some bins or pixels of a line, as sums over it, and reads the line once for
 * all of them: on a real GPU for one, where many invocations hide how long reading takes.
 */
function passProgram(
  pass: Pass,
  images: number,
  sizes: AdapterSizes & { readonly height: number; readonly width: number },
): FlatProgram {
  const { height, width, hidden } = sizes;
  const bins = Math.floor(width / 2) + 1;
  const lanes = evenLanes([hidden]);
  const vectors = hidden / lanes;
  const together = sharesInWorkgroups() ? 1 : outputsTogether[pass];
  const outputs = { rows: bins, columns: height, inverseColumns: height, inverseRows: width }[pass];
  const linesOfImage = pass === 'rows' || pass === 'inverseRows' ? height : bins;
  const blocks = Math.ceil(outputs / together);
  return {
    key: `adapterSpectrum ${pass} ${hidden} ${sizes.squeeze} ${together}`,
    outputShape:
      pass === 'inverseRows' ? [images, height, width, hidden] : [images, height, bins, 2, hidden],
    count: images * linesOfImage * blocks * vectors,
    inputs: pass === 'columns' ? ['x', 'turns', 'packed'] : ['x', 'turns'],
    lanes,
    widths: { turns: 2, packed: 1 },
    uniforms: { height, width, bins, blocks },
    functions: pass === 'columns' ? sineFunctions : '',
    body: `
      let channel = index % ${vectors};
      let first = (index / ${vectors}) % uniforms.blocks * ${together};
      let line = index / (${vectors} * uniforms.blocks);
      ${passCode(pass, { lanes, vectors, together }, sizes)}`,
  };
}

interface PassSizes {
  readonly lanes: Lanes;
  readonly vectors: number;
  readonly together: number;
}

function passCode(pass: Pass, block: PassSizes, sizes: AdapterSizes): string {
  switch (pass) {
    case 'rows':
      return `
        ${sumOverLine(block, {
          length: 'uniforms.width',
          read: `let value = x[(line * uniforms.width + k) * ${block.vectors} + channel];`,
          add: (n) => `re${n} += value * turn.x; im${n} -= value * turn.y;`,
        })}
        ${storeBins(block, 'uniforms.bins', (n) => `line * uniforms.bins + first + ${n}`)}`;
    case 'columns':
      return `${sumOverColumn(block, '-')} ${storeBins(block, 'uniforms.height', placeInColumn, rescale(block.lanes, sizes))}`;
    case 'inverseColumns':
      return `${sumOverColumn(block, '')} ${storeBins(block, 'uniforms.height', placeInColumn)}`;
    case 'inverseRows':
      return sumOverBins(block);
  }
}

/** Where output `n` of a column goes; see `sumOverColumn`. */
const placeInColumn = (n: number) => `(top + first + ${n}) * uniforms.bins + bin`;

interface LineSum {
  /** How many elements a full turn has. */
  readonly length: string;
  /** How many are summed up, where that is not all of them. */
  readonly count?: string;
  /** Reads element `k` of the line. */
  readonly read: string;
  /** Adds it to output `n`, by the cosine and sine in `turn`. */
  readonly add: (n: number) => string;
}

/** `re` and `im` of each output, whose element k is turned by 2π·output·k/length. */
function sumOverLine(
  { lanes, together }: PassSizes,
  { length, count, read, add }: LineSum,
): string {
  const zero = `${vectorType(lanes)}(0.0)`;
  return `
    ${each(together, (n) => `var re${n} = ${zero}; var im${n} = ${zero}; let step${n} = (first + ${n}) % ${length}; var at${n} = 0;`)}
    for (var k = 0; k < ${count ?? length}; k++) {
      ${read}
      ${each(
        together,
        (n) => `{
          let turn = turns[at${n}];
          ${add(n)}
          at${n} += step${n};
          at${n} -= select(0, ${length}, at${n} >= ${length});
        }`,
      )}
    }
    let scale = inverseSqrt(f32(${length}));`;
}

/** Of lines that are the bins of an image: `bin`, from the image's first row, `top`, down. */
function sumOverColumn(block: PassSizes, sign: '' | '-'): string {
  const { vectors } = block;
  return `
    let top = line / uniforms.bins * uniforms.height;
    let bin = line % uniforms.bins;
    ${sumOverLine(block, {
      length: 'uniforms.height',
      read: `
        let source = ((top + k) * uniforms.bins + bin) * ${2 * vectors} + channel;
        let a = x[source];
        let b = x[source + ${vectors}];`,
      add: (n) => `
        let sine = ${sign}1.0 * turn.y;
        re${n} += a * turn.x - b * sine;
        im${n} += a * sine + b * turn.x;`,
    })}`;
}

/** Stores what lies within the line, after `change`. */
function storeBins(
  { vectors, together }: PassSizes,
  length: string,
  place: (n: number) => string,
  change = '',
): string {
  return each(
    together,
    (n) => `if (first + ${n} < ${length}) {
      var re = re${n} * scale;
      var im = im${n} * scale;
      ${change}
      let at = (${place(n)}) * ${2 * vectors} + channel;
      result[at] = re;
      result[at + ${vectors}] = im;
    }`,
  );
}

/** Amplitude and phase of the bin in `re` and `im`, by channel. */
function rescale(lanes: Lanes, sizes: AdapterSizes): string {
  const zero = `${vectorType(lanes)}(0.0)`;
  const weight = (part: string) =>
    packedVector(`${packedOffset(sizes, part)} + channel * ${lanes}`, lanes);
  return `
    let amplitude = sqrt(re * re + im * im) * ${weight('amp_fuse.weight')} + ${weight('amp_fuse.bias')};
    // A zero of either sign counts as +0: negative real bins are at +π.
    let upper = select(im, ${zero}, im == ${zero});
    let phase = atan2(upper, re) * ${weight('pha_fuse.weight')} + ${weight('pha_fuse.bias')};
    for (var i = 0; i < ${lanes}; i++) {
      re[i] = amplitude[i] * preciseSine(phase[i], 1);
      im[i] = amplitude[i] * preciseSine(phase[i], 0);
    }`;
}

/**
 * Bins 0 and W/2 stand for themselves, and their imaginary parts for nothing; the others also for
 * their mirror images.
 */
function sumOverBins(block: PassSizes): string {
  const { vectors, together } = block;
  return `
    ${sumOverLine(block, {
      length: 'uniforms.width',
      count: 'uniforms.bins',
      read: `
        let source = (line * uniforms.bins + k) * ${2 * vectors} + channel;
        let isAlone = (k == 0) | (2 * k == uniforms.width);
        let a = x[source] * select(2.0, 1.0, isAlone);
        let b = x[source + ${vectors}] * select(2.0, 0.0, isAlone);`,
      add: (n) => `re${n} += a * turn.x - b * turn.y;`,
    })}
    ${each(
      together,
      (n) => `if (first + ${n} < uniforms.width) {
        result[(line * uniforms.width + first + ${n}) * ${vectors} + channel] = abs(re${n}) * scale;
      }`,
    )}`;
}

function each(count: number, code: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => code(n)).join('\n');
}
