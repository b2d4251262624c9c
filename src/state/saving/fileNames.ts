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

function safeFileName(name: string): string {
  return name.replace(/[\\/:*?"<>|\s]+/g, '-').replace(/^\.+/, '');
}
