/** What the page copies in one go: some milliseconds. */
const partBytes = 8e6;

/** Pixels where a worker can fetch them, without the page's waiting for all of them to be copied. */
export async function copiedInParts(data: Uint8ClampedArray<ArrayBuffer>): Promise<Blob> {
  const parts: Blob[] = [];
  for (let at = 0; at < data.length; at += partBytes) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve));
    parts.push(new Blob([data.subarray(at, at + partBytes)]));
  }
  return new Blob(parts);
}
