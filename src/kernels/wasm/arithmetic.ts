import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '../tf';
import binary from './arithmetic.as';

/** What `arithmetic.as` exports; addresses are bytes in the backend's memory. */
export interface Arithmetic {
  erf(from: number, to: number, count: number): void;
  softmax(from: number, to: number, rows: number, length: number): void;
  copyRows(
    from: number,
    to: number,
    rows: number,
    length: number,
    fromLine: number,
    toLine: number,
  ): void;
  transpose(from: number, to: number, rows: number, columns: number): void;
  product(a: number, b: number, to: number, rows: number, inner: number, columns: number): void;
}

/** What tfjs 4.22 keeps of its WASM module but does not declare. */
interface WithExports {
  readonly wasm: { readonly asm?: { readonly memory?: unknown } };
}

const instances = new WeakMap<WebAssembly.Memory, Arithmetic>();

/**
 * Our own WASM on the backend's memory; null where there is no SIMD, or where tfjs runs threads of its
 * own: their memory is shared, and tfjs keeps it to itself. The workers of a restoration have none.
 */
export function arithmeticOf(backend: BackendWasm): Arithmetic | null {
  const memory = (backend as unknown as WithExports).wasm.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory) || !(memory.buffer instanceof ArrayBuffer)) {
    return null;
  }
  const known = instances.get(memory);
  if (known !== undefined) return known;
  if (!WebAssembly.validate(binary)) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  const made = exports as unknown as Arithmetic;
  instances.set(memory, made);
  return made;
}

/** Where a tensor of the WASM backend begins. */
export function addressOf(backend: BackendWasm, { dataId }: tf.TensorInfo): number {
  return backend.dataIdMap.get(dataId).memoryOffset;
}
