/** Hands a file to the browser's downloads. */
export function saveFile(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download has its own hold on the blob by then; at once would be too early in Safari.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
