import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { middleSample } from '../imaging/estimation/sample';
import { PhotoGoneError } from './errors';
import {
  choose,
  failure,
  kept,
  type Loaded,
  loadedEngine,
  plainPicture,
  ResultCollector,
  restored,
} from './testRestoration';

/** Bytes of all buffers in a message, whether they are copied or moved. */
function bufferBytes(value: unknown): number {
  if (value instanceof ArrayBuffer) return value.byteLength;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + bufferBytes(part), 0);
}

describe('a photo that the engine keeps', () => {
  const image = plainPicture(60, 40);
  const postMessage = Worker.prototype.postMessage;
  let posted = 0;
  let loaded: Loaded;
  beforeAll(async () => {
    loaded = await loadedEngine('wasm');
    await choose(loaded.engine, loaded.adapters['deblur-gaussian']);
    Worker.prototype.postMessage = function (message: unknown, ...rest: unknown[]) {
      posted += bufferBytes(message);
      Reflect.apply(postMessage, this, [message, ...rest]);
    };
  });
  beforeEach(() => {
    posted = 0;
  });
  afterAll(() => {
    Worker.prototype.postMessage = postMessage;
    loaded.engine.dispose();
  });

  it('is posted once: a restoration after that posts none of its bytes', async () => {
    const { engine } = loaded;
    const photo = await kept(engine, image);
    expect(posted).toBe(image.data.byteLength);
    const results = [];
    for (let run = 0; run < 2; run++) {
      posted = 0;
      const collector = new ResultCollector();
      await engine.restore({
        photo,
        onStart: (size) => collector.start(size),
        onTile: (tile) => collector.tile(tile),
      });
      expect(posted).toBe(0);
      results.push(collector.image);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[0]).toEqual((await restored(engine, { image })).image);
  });

  it('is decoded there: not even opening it posts its pixels', async () => {
    const { engine } = loaded;
    const { blob } = await engine.encode({
      image,
      encoding: { format: 'png', quality: 100 },
      source: null,
    });
    posted = 0;
    const photo = await engine.openPhoto(blob);
    expect(photo).toMatchObject({ width: 60, height: 40 });
    expect(await engine.photoPixels(photo)).toEqual(image);
    expect(await engine.photoSample(photo)).toEqual(middleSample(image));
    // What was given out is a copy.
    expect(await engine.photoPixels(photo)).toEqual(image);
    expect(posted).toBe(0);
  });

  it('stays through a restart, and is gone once it is released', async () => {
    const { engine } = loaded;
    const photo = await kept(engine, image);
    await engine.restart();
    await choose(engine, loaded.adapters['deblur-gaussian']);
    await engine.restore({ photo });
    const running = engine.restore({ photo });
    await engine.releasePhoto(photo);
    // One that is under way goes on.
    expect((await running).width).toBe(60);
    expect(await failure(engine.restore({ photo }))).toBeInstanceOf(PhotoGoneError);
    expect(await failure(engine.photoPixels(photo))).toBeInstanceOf(PhotoGoneError);
    await engine.releasePhoto(photo);
  });
});
