import { useEffect, useRef } from 'react';
import type { RgbaImage } from '../../imaging/rgbaImage';

interface PixelViewProps {
  readonly label: string;
  readonly image: RgbaImage | null;
  readonly isLarge?: boolean;
}

/** A small picture, its pixels as they are. */
export function PixelView({ label, image, isLarge = false }: PixelViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (image === null || canvas.current === null) return;
    // Setting the size clears: only where it changes, or every preview would flash.
    if (canvas.current.width !== image.width) canvas.current.width = image.width;
    if (canvas.current.height !== image.height) canvas.current.height = image.height;
    const pixels = new ImageData(new Uint8ClampedArray(image.data), image.width, image.height);
    canvas.current.getContext('2d')?.putImageData(pixels, 0, 0);
  }, [image]);
  return (
    <figure className="pixels" data-large={isLarge}>
      <canvas ref={canvas} role="img" aria-label={label} width={1} height={1} />
      <figcaption>{label}</figcaption>
    </figure>
  );
}
