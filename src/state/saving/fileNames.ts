export const defaultNameTemplate = '{name}-{adapter}.{ext}';

/** `IMG_1.jpeg` restored with `denoise-25` is saved as `IMG_1-denoise-25.png`. */
export function resultFileName(
  photo: string,
  label: string,
  extension: string,
  template = defaultNameTemplate,
): string {
  const parts: Readonly<Record<string, string>> = {
    name: photo.replace(/\.[^.]+$/, '') || 'photo',
    adapter: label,
    ext: extension,
  };
  const name = template.replace(/\{(name|adapter|ext)\}/g, (_, part: string) => parts[part] ?? '');
  return safeFileName(name) || `photo.${extension}`;
}

/** `IMG_1.jpeg` made worse on purpose is `IMG_1-degraded.jpeg`. */
export function degradedFileName(photo: string): string {
  return photo.replace(/(\.[^.]*)?$/, '-degraded$1');
}

/** A name for the downloads folder of any system. @param otherwise where nothing of it is left. */
export function fileNameOf(title: string, otherwise: string, ending: string): string {
  return `${safeFileName(title) || otherwise}.${ending}`;
}

/** `leaves.png`, `leaves (2).png`, … */
export function numbered(name: string, number: number): string {
  const [stem, ending] = splitName(name);
  return `${stem} (${number})${ending}`;
}

/** A name that none of these has, as file systems see it that ignore case and Unicode's form. */
export function freeName(wanted: string, taken: Iterable<string>): string {
  const keys = new Set([...taken].map(nameKey));
  let name = wanted;
  for (let number = 2; keys.has(nameKey(name)); number++) name = numbered(wanted, number);
  return name;
}

function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

/** Most systems take 255 bytes; the rest is for a number, and what a browser adds to downloads. */
const mostBytes = 240;

/** Control characters, and those that turn the writing direction or show nothing: in a name they
 *  can hide what kind of file it is. What joins letters and emoji stays. */
const invisible = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** What Windows keeps for devices, whatever the ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

function safeFileName(name: string): string {
  const plain = name
    .replace(/[\t\n\r]+/g, ' ')
    .replace(invisible, '')
    .replace(/[\\/:*?"<>|\s]+/g, '-')
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '')
    .replace(reserved, '$1-');
  return shortened(plain);
}

/** Cut before its ending, between characters. */
function shortened(name: string): string {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length <= mostBytes) return name;
  const [stem, ending] = splitName(name);
  const room = mostBytes - new TextEncoder().encode(ending).length;
  const kept = room > mostBytes / 2 ? ending : '';
  const part = new TextEncoder().encode(stem).subarray(0, kept === '' ? mostBytes : room);
  // A character that the cut went through comes out as this.
  return new TextDecoder().decode(part).replace(/\ufffd+$/, '') + kept;
}

function splitName(name: string): [stem: string, ending: string] {
  const dot = name.lastIndexOf('.');
  const end = dot > 0 ? dot : name.length;
  return [name.slice(0, end), name.slice(end)];
}
