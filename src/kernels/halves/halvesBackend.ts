import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { decodeFloat16 } from '../../files/float16';
import type * as tf from '../tf';
import { runFlatProgram } from '../webgpuProgram';
import { holdsHalves, isHalved } from './halvedTensor';

type RunProgram = WebGPUBackend['runWebGPUProgram'];

/**
 * tfjs's WebGPU backend, to which halved tensors are tensors like any other: programs that do not
 * know of halves get a copy in 32 bits, and so does who reads one back.
 */
export class HalvesBackend extends WebGPUBackend {
  override runWebGPUProgram(...call: Parameters<RunProgram>): ReturnType<RunProgram> {
    const [program, inputs, ...others] = call;
    const copies: tf.TensorInfo[] = [];
    const wide = inputs.map((input) => {
      if (!isHalved(input)) return input;
      const copy = widened(this, input);
      copies.push(copy);
      return copy;
    });
    const output = super.runWebGPUProgram(program, wide, ...others);
    for (const { dataId } of copies) this.disposeData(dataId);
    return output;
  }

  override async read(dataId: object): ReturnType<WebGPUBackend['read']> {
    const values = await super.read(dataId);
    return holdsHalves(dataId) ? numbersOf(values) : values;
  }

  override readSync(dataId: object): ReturnType<WebGPUBackend['readSync']> {
    const values = super.readSync(dataId);
    return holdsHalves(dataId) ? numbersOf(values) : values;
  }
}

function numbersOf(words: unknown): Float32Array {
  if (!(words instanceof Int32Array)) throw new Error('Halves are kept in int32 buffers.');
  return decodeFloat16(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
}

/** The same numbers in 32 bits each, one dispatch. */
function widened(backend: WebGPUBackend, x: tf.TensorInfo): tf.TensorInfo {
  const count = x.shape.reduce((product, length) => product * length, 1) / 2;
  return runFlatProgram(
    backend,
    {
      key: 'widened',
      outputShape: x.shape,
      outputType: 'float32',
      count,
      inputs: ['x'],
      lanes: 2,
      body: 'result[index] = x[index];',
    },
    [x],
  );
}
