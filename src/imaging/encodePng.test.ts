import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { encodePng } from './encodePng';
import { pixelPicture } from './pixelPicture';

describe('encodePng', () => {
  it('writes an opaque picture as RGB', () => {
    const decoded = decode(encodePng(pixelPicture(5, 3, (x, y) => [x * 50, y * 80, x ^ y, 255])));
    expect(decoded).toMatchObject({ width: 5, height: 3, channels: 3, depth: 8 });
    const expected = pixelPicture(5, 3, (x, y) => [x * 50, y * 80, x ^ y, 255]).data;
    expect([...decoded.data]).toEqual([...expected].filter((_, i) => i % 4 !== 3));
  });

  it('writes straight alpha, and the colour under alpha 0, exactly', () => {
    const picture = pixelPicture(64, 4, (x, y) => [255 - x, x * 3, y * 77, x]);
    const decoded = decode(encodePng(picture));
    expect(decoded).toMatchObject({ width: 64, height: 4, channels: 4, depth: 8 });
    expect([...decoded.data]).toEqual([...picture.data]);
  });

  it('keeps alpha when a single pixel, the last, is see-through', () => {
    const picture = pixelPicture(4, 4, (x, y) => [1, 2, 3, x + y === 6 ? 254 : 255]);
    expect(decode(encodePng(picture)).channels).toBe(4);
  });
});
