/** Letters as the bytes of their codes, all below 256. */
export function latin1(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function beginsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, i) => bytes[i] === byte);
}

/** Four letters that name a chunk or a box; `''` behind the end. */
export function fourLetters(bytes: Uint8Array, offset: number): string {
  return offset + 4 <= bytes.length
    ? String.fromCharCode(...bytes.subarray(offset, offset + 4))
    : '';
}
