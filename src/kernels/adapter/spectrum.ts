import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sineFunctions } from '../sine';
import * as tf from '../tf';
import {
  evenLanes,
  type FlatProgram,
  type Lanes,
  runFlatProgram,
  vectorType,
} from '../webgpuProgram';
import { type AdapterSizes, packedOffset, packedVector } from './packedAdapter';

/** The four passes of the frequency branch, in order. */
export const spectrumPasses = ['rows', 'columns', 'inverseColumns', 'inverseRows'] as const;
type Pass = (typeof spectrumPasses)[number];

const kernelName = (pass: Pass) => `AdapterSpectrum ${pass}`;

/**
 * Cosine and sine of 2πi/N for i < N, `[N,2]`. Quarter points are exact, so that the imaginary part
 * of self-conjugate bins is exactly 0: rounding noise there would flip a phase from +π to −π.
 */
export function turnTable(length: number): Float32Array {
  const exact = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ];
  const values = new Float32Array(2 * length);
  for (let i = 0; i < length; i++) {
    const quarter = (4 * i) / length;
    const angle = (2 * Math.PI * i) / length;
    values.set(exact[quarter] ?? [Math.cos(angle), Math.sin(angle)], 2 * i);
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

/**
 * Spectra are `[N,H,F,2,h]`: F = W/2 + 1 bins, real and imaginary parts. An invocation computes a
 * vector of channels of one bin or pixel, as a sum over a line.
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
  const places = pass === 'inverseRows' ? width : bins;
  return {
    key: `adapterSpectrum ${pass} ${hidden} ${sizes.squeeze}`,
    outputShape:
      pass === 'inverseRows' ? [images, height, width, hidden] : [images, height, bins, 2, hidden],
    count: images * height * places * vectors,
    inputs: pass === 'columns' ? ['x', 'turns', 'packed'] : ['x', 'turns'],
    lanes,
    widths: { turns: 1, packed: 1 },
    uniforms: { height, width, bins },
    functions: pass === 'columns' ? sineFunctions : '',
    body: `
      let channel = index % ${vectors};
      let place = (index / ${vectors}) % ${pass === 'inverseRows' ? 'uniforms.width' : 'uniforms.bins'};
      let line = index / (${vectors} * ${pass === 'inverseRows' ? 'uniforms.width' : 'uniforms.bins'});
      let row = line % uniforms.height;
      let image = line - row;
      ${passCode(pass, lanes, vectors, sizes)}`,
  };
}

function passCode(pass: Pass, lanes: Lanes, vectors: number, sizes: AdapterSizes): string {
  const zero = `${vectorType(lanes)}(0.0)`;
  const store = `
    let at = (line * uniforms.bins + place) * ${2 * vectors} + channel;
    result[at] = re;
    result[at + ${vectors}] = im;`;
  /** Sum over the column that `place` is in, each bin turned by sign·2π·row·k/H. */
  const column = (sign: '' | '-') => `
    var re = ${zero};
    var im = ${zero};
    for (var k = 0; k < uniforms.height; k++) {
      let turn = 2 * ((row * k) % uniforms.height);
      let cosine = turns[turn];
      let sine = ${sign}1.0 * turns[turn + 1];
      let source = ((image + k) * uniforms.bins + place) * ${2 * vectors} + channel;
      let a = x[source];
      let b = x[source + ${vectors}];
      re += a * cosine - b * sine;
      im += a * sine + b * cosine;
    }
    let scale = inverseSqrt(f32(uniforms.height));
    re *= scale;
    im *= scale;`;
  switch (pass) {
    case 'rows':
      return `
        var re = ${zero};
        var im = ${zero};
        for (var k = 0; k < uniforms.width; k++) {
          let turn = 2 * ((place * k) % uniforms.width);
          let value = x[(line * uniforms.width + k) * ${vectors} + channel];
          re += value * turns[turn];
          im -= value * turns[turn + 1];
        }
        let scale = inverseSqrt(f32(uniforms.width));
        re *= scale;
        im *= scale;
        ${store}`;
    case 'columns': {
      const weight = (part: string) =>
        packedVector(`${packedOffset(sizes, part)} + channel * ${lanes}`, lanes);
      return `
        ${column('-')}
        let amplitude = sqrt(re * re + im * im) * ${weight('amp_fuse.weight')} + ${weight('amp_fuse.bias')};
        // A zero of either sign counts as +0: negative real bins are at +π.
        let upper = select(im, ${zero}, im == ${zero});
        let phase = atan2(upper, re) * ${weight('pha_fuse.weight')} + ${weight('pha_fuse.bias')};
        for (var i = 0; i < ${lanes}; i++) {
          re[i] = amplitude[i] * preciseSine(phase[i], 1);
          im[i] = amplitude[i] * preciseSine(phase[i], 0);
        }
        ${store}`;
    }
    case 'inverseColumns':
      return `${column('')} ${store}`;
    case 'inverseRows':
      // Bins 0 and W/2 stand for themselves, and their imaginary parts for nothing; the others also
      // for their mirror images.
      return `
        var sum = ${zero};
        for (var k = 0; k < uniforms.bins; k++) {
          let turn = 2 * ((place * k) % uniforms.width);
          let source = (line * uniforms.bins + k) * ${2 * vectors} + channel;
          if (k == 0 || 2 * k == uniforms.width) {
            sum += x[source] * turns[turn];
          } else {
            sum += 2.0 * (x[source] * turns[turn] - x[source + ${vectors}] * turns[turn + 1]);
          }
        }
        result[index] = abs(sum) * inverseSqrt(f32(uniforms.width));`;
  }
}
