import { describe, expect, it } from 'vitest';
import { renderDeadLeaves } from './deadLeavesScene';
import { DecodeError } from './decodeError';
import { encodePng } from './encodePng';
import { glanceAt, middleOf } from './photoGlance';

const scene = renderDeadLeaves({ width: 90, height: 60, seed: 5 });
const photo = new File([encodePng(scene)], 'scene.png', { type: 'image/png' });

describe('a glance at a photo', () => {
  it('tells its size and shows it small', async () => {
    const { width, height, thumbnail } = await glanceAt(photo, 30);
    expect([width, height]).toEqual([90, 60]);
    const bitmap = await createImageBitmap(thumbnail);
    expect([bitmap.width, bitmap.height]).toEqual([30, 20]);
    expect((await glanceAt(photo, 500)).width).toBe(90);
  });

  it('names a file that is no picture', async () => {
    const letter = new File(['Dear Sir'], 'letter.png');
    await expect(glanceAt(letter, 30)).rejects.toThrow(DecodeError);
    await expect(middleOf(letter, 30)).rejects.toThrow('“letter.png”');
  });
});

describe('the middle of a photo', () => {
  it('has its true pixels', async () => {
    const middle = await middleOf(photo, 40);
    expect([middle.width, middle.height]).toEqual([40, 40]);
    for (const [x, y] of [
      [0, 0],
      [39, 39],
      [17, 5],
    ] as const) {
      const from = ((y + 10) * 90 + x + 25) * 4;
      const to = (y * 40 + x) * 4;
      expect([...middle.data.subarray(to, to + 4)]).toEqual([
        ...scene.data.subarray(from, from + 4),
      ]);
    }
  });

  it('is all of a photo that is smaller', async () => {
    const { width, height, data } = await middleOf(photo, 200);
    expect([width, height]).toEqual([90, 60]);
    expect([...data.subarray(0, 400)]).toEqual([...scene.data.subarray(0, 400)]);
  });
});
