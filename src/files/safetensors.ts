import { z } from 'zod';
import { checkAgainst, parseJson } from './checkedJson';
import { FileFormatError } from './fileFormatError';
import { repeatedKey } from './repeatedKey';
import { bytesPerElement, type Dtype, elementCount, type StoredTensor } from './storedTensor';

/**
 * The safetensors format (https://github.com/huggingface/safetensors): the header's length in 8
 * bytes, little-endian; the header, a JSON object from tensor names to dtype, shape and place;
 * the data. `__metadata__` among the names holds free text.
 */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const metadataKey = '__metadata__';
/** The limit of the reference implementation. */
const maxHeaderBytes = 100_000_000;

const lengthSchema = z.int().nonnegative();
const placeSchema = z.object({
  dtype: z.string(),
  shape: z.array(lengthSchema),
  data_offsets: z.tuple([lengthSchema, lengthSchema]),
});

/** Where a tensor lies, in bytes from the start of the data. */
interface Place {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads a whole file. The tensors are views into it, in the order of their data.
 *
 * @throws FileFormatError for whatever the format forbids, and for other dtypes than `Dtype`.
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  const headerBytes = headerLength(file);
  const header = parseHeader(file.subarray(8, 8 + headerBytes));
  const dataBegin = 8 + headerBytes;
  const dataLength = file.length - dataBegin;

  const metadata: [string, string][] = [];
  const places: Place[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === metadataKey) metadata.push(...metadataEntries(value));
    else places.push(placeOf(name, value, dataLength));
  }
  places.sort((a, b) => a.begin - b.begin || a.end - b.end);
  refuseGapsAndOverlaps(places, dataLength);

  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, begin, end } of places) {
    const bytes = new Uint8Array(file.buffer, file.byteOffset + dataBegin + begin, end - begin);
    tensors.set(name, { dtype, shape, bytes });
  }
  return { metadata: Object.fromEntries(metadata), tensors };
}

/**
 * The file as the reference implementation lays it out: data 8-aligned after a header padded with
 * spaces, tensors by falling alignment of their dtype, then by name.
 *
 * @throws RangeError when a tensor's bytes do not match its shape, or it is named `__metadata__`.
 */
export function writeSafetensors({ metadata, tensors }: Safetensors): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort(
    ([nameA, a], [nameB, b]) =>
      dtypeOrder.indexOf(a.dtype) - dtypeOrder.indexOf(b.dtype) || (nameA < nameB ? -1 : 1),
  );
  // Joined by hand: an object would move names such as "7" to the front and lose "__proto__".
  const entries =
    Object.keys(metadata).length > 0 ? [`"${metadataKey}":${JSON.stringify(metadata)}`] : [];
  let dataLength = 0;
  for (const [name, { dtype, shape, bytes }] of ordered) {
    if (name === metadataKey) throw new RangeError(`A tensor cannot be named “${name}”.`);
    if (elementCount(shape) * bytesPerElement[dtype] !== bytes.length) {
      throw new RangeError(
        `Tensor “${name}” has ${bytes.length} bytes, which is not ${dtype} ${list(shape)}.`,
      );
    }
    const data_offsets = [dataLength, dataLength + bytes.length];
    entries.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets })}`);
    dataLength += bytes.length;
  }
  const header = new TextEncoder().encode(`{${entries.join(',')}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;

  const file = new Uint8Array(8 + headerBytes + dataLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(header, 8);
  file.fill(0x20, 8 + header.length, 8 + headerBytes);
  let offset = 8 + headerBytes;
  for (const [, { bytes }] of ordered) {
    file.set(bytes, offset);
    offset += bytes.length;
  }
  return file;
}

/** By falling alignment; BF16 before F16 as in the reference implementation's own order. */
const dtypeOrder: readonly Dtype[] = ['I64', 'F32', 'BF16', 'F16'];

function headerLength(file: Uint8Array): number {
  if (file.length < 8) {
    throw new FileFormatError(
      `The file is no safetensors file, or an incomplete one: it has ${file.length} bytes.`,
    );
  }
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (length > maxHeaderBytes) {
    throw new FileFormatError('The file is no safetensors file: its header would be over 100 MB.');
  }
  if (Number(length) > file.length - 8) {
    throw new FileFormatError(
      `The file is no safetensors file, or an incomplete one: its header should have ${length} bytes, but only ${file.length - 8} are there.`,
    );
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array): object {
  const text = decodeUtf8(bytes);
  if (!text.startsWith('{')) {
    throw new FileFormatError('The file is no safetensors file: its header is no JSON object.');
  }
  // What begins with a brace and parses is an object.
  const header = parseJson(text, "The safetensors file's header") as object;
  const repeated = repeatedKey(text);
  if (repeated !== null) {
    throw new FileFormatError(`The safetensors file's header has “${repeated}” twice.`);
  }
  return header;
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FileFormatError('The file is no safetensors file: its header is not UTF-8.', {
      cause,
    });
  }
}

/** Checked by hand, because a zod record drops the key "__proto__". */
function metadataEntries(value: unknown): [string, string][] {
  const subject = "The safetensors file's metadata";
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FileFormatError(`${subject} is no JSON object.`);
  }
  return Object.entries(value).map(([key, text]) => {
    if (typeof text === 'string') return [key, text];
    throw new FileFormatError(`${subject} has a wrong “${key}”: expected string.`);
  });
}

function placeOf(name: string, value: unknown, dataLength: number): Place {
  const subject = `Tensor “${name}” of the safetensors file`;
  const { dtype, shape, data_offsets } = checkAgainst(value, placeSchema, subject);
  const [begin, end] = data_offsets;
  if (!isDtype(dtype)) {
    throw new FileFormatError(
      `${subject} is stored as “${dtype}”; only ${Object.keys(bytesPerElement).join(', ')} can be read.`,
    );
  }
  if (begin > end) {
    throw new FileFormatError(`${subject} ends at byte ${end}, before it begins at ${begin}.`);
  }
  if (elementCount(shape) * bytesPerElement[dtype] !== end - begin) {
    throw new FileFormatError(
      `${subject} has ${end - begin} bytes, which is not ${dtype} ${list(shape)}.`,
    );
  }
  if (end > dataLength) {
    throw new FileFormatError(
      `The file is incomplete: tensor “${name}” ends at byte ${end} of the data, but only ${dataLength} are there.`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** The format asks that the data be covered whole, so that nothing can hide in a file. */
function refuseGapsAndOverlaps(places: readonly Place[], dataLength: number): void {
  let covered = 0;
  let previous = '';
  for (const { name, begin, end } of places) {
    if (begin < covered) {
      throw new FileFormatError(`The tensors “${previous}” and “${name}” of the file overlap.`);
    }
    refuseGap(covered, begin);
    covered = end;
    previous = name;
  }
  refuseGap(covered, dataLength);
}

function refuseGap(begin: number, end: number): void {
  if (begin === end) return;
  throw new FileFormatError(
    `The file is damaged: bytes ${begin} to ${end} of its data belong to no tensor.`,
  );
}

function isDtype(dtype: string): dtype is Dtype {
  return Object.hasOwn(bytesPerElement, dtype);
}

function list(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
