import { describe, expect, test, vi } from 'vitest';
import { image, settled, testPlayground } from '../playground/testPlayground';

const file = new File(['photo'], 'photo.png');

/** A playground that is ready, and what its engine keeps. */
async function ready(...changes: Parameters<typeof testPlayground>) {
  const parts = testPlayground(...changes);
  const { playground, pictures, photos } = parts;
  const state = () => playground.getState();
  await state().begin();
  const handle = () => pictures.photo?.handle ?? null;
  const has = (id: number | undefined) => {
    try {
      return id !== undefined && photos.pixels(id) !== null;
    } catch {
      return false;
    }
  };
  return { ...parts, state, handle, has };
}

describe('a photo’s pixels', () => {
  test('are the engine’s alone, and the same for every restoration', async () => {
    const { state, handle, pictures, restorations } = await ready();
    void state().openPhoto(file);
    await settled();
    expect(pictures.photo?.pixels).toBeNull();
    void state().choose('adapter:deblur');
    await settled();
    expect(restorations.map(({ request }) => request.photo)).toEqual([handle(), handle()]);
  });

  test('come again from the file where the engine has lost them', async () => {
    const decode = vi.fn(async () => image(4, 3, 7));
    const { state, handle, has, photos, restorations } = await ready({ decode });
    void state().openPhoto(file);
    await settled();
    const lost = handle();
    photos.release(lost?.id ?? 0);
    void state().restore();
    await settled();
    expect(decode).toHaveBeenCalledTimes(2);
    expect(restorations.at(-1)?.image).toEqual(image(4, 3, 7));
    expect(handle()).not.toEqual(lost);
    expect(has(handle()?.id)).toBe(true);
    expect(state().notice).toBeNull();
  });

  test('of a sample are drawn again then', async () => {
    const { state, handle, photos, restorations } = await ready();
    void state().openSample('small');
    await settled();
    photos.release(handle()?.id ?? 0);
    void state().restore();
    await settled();
    expect(restorations.at(-1)?.image).toEqual(image(6, 4, 1));
  });

  test('are released with the photo, also where it came too late', async () => {
    let decoded: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      decoded = resolve;
    });
    const decode = vi.fn(async () => image(4, 3, 1));
    const { state, handle, has, pictures } = await ready({ decode });
    void state().openPhoto(file);
    await settled();
    const first = handle();
    expect(has(first?.id)).toBe(true);
    decode.mockImplementationOnce(async () => {
      await slow;
      return image(4, 3, 2);
    });
    void state().openPhoto(new File(['slow'], 'slow.png'));
    await settled();
    const late = pictures.photo;
    void state().openPhoto(new File(['next'], 'next.png'));
    await settled();
    expect(has(first?.id)).toBe(false);
    decoded();
    await settled();
    expect(late?.handle).toBeNull();
    expect(state().photo?.name).toBe('next.png');
    expect(has(handle()?.id)).toBe(true);
  });

  test('come to the page when it computes with them, once', async () => {
    const { state, pictures } = await ready();
    void state().openPhoto(file);
    await settled();
    const changes: string[] = [];
    pictures.subscribe(({ kind }) => changes.push(kind));
    expect(pictures.wantPixels()).toBeNull();
    expect(pictures.wantPixels()).toBeNull();
    await settled();
    expect(pictures.wantPixels()).toEqual(image(4, 3, 1));
    expect(changes).toEqual(['pixels']);
  });
});
