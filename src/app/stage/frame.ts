import type { Frame } from '../../state/view/geometry';

/** Calls back with an element's size in device pixels, exactly where the browser tells it. */
export function observeFrame(element: HTMLElement, onFrame: (frame: Frame) => void): () => void {
  const observer = new ResizeObserver((entries) => {
    const entry = entries.at(-1);
    if (entry === undefined) return;
    const css = entry.contentRect;
    const exact = entry.devicePixelContentBoxSize?.[0];
    const width = exact?.inlineSize ?? Math.round(css.width * devicePixelRatio);
    const height = exact?.blockSize ?? Math.round(css.height * devicePixelRatio);
    const margin = Math.round(marginFor(css.width) * devicePixelRatio);
    if (width > 0 && height > 0) onFrame({ width, height, margin });
  });
  try {
    observer.observe(element, { box: 'device-pixel-content-box' });
  } catch {
    // Safari refuses this box; the CSS size times the ratio is at most a pixel off.
    observer.observe(element);
  }
  return () => observer.disconnect();
}

/** Grey around a fitted picture, in CSS pixels: colours are judged against it. */
function marginFor(width: number): number {
  return width < 640 ? 0 : 24;
}
