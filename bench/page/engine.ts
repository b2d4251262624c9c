import { createEngine } from '../../src/engine/client';
import type { Engine } from '../../src/engine/engine';
import type { BackendName, RestoreReport } from '../../src/engine/protocol';
import { seededRandom } from '../../src/imaging/random';
import type { Rectangle, RgbaImage } from '../../src/imaging/rgbaImage';

/** A swap to another adapter, the photo's visible region restored with it. */
export interface Swap {
  readonly readyMilliseconds: number;
  readonly bytesUploaded: number;
  readonly visibleMilliseconds: number;
}

/** A photo restored through the engine, tiles, blending and all. */
export interface Throughput {
  readonly report: RestoreReport;
  /** GPU buffers once it is done, pooled ones included; null off the GPU. */
  readonly gpuBytes: number | null;
}

/** The engine as the app uses it, in its worker. */
export class EngineBench {
  private constructor(
    private readonly engine: Engine,
    private readonly adapters: readonly string[],
  ) {}

  static async open(
    backend: BackendName,
    backboneUrl: string,
    adapterUrls: readonly string[],
  ): Promise<EngineBench> {
    const engine = createEngine();
    await engine.start({ backend });
    await engine.loadBackbone(backboneUrl);
    const adapters: string[] = [];
    for (const url of adapterUrls) {
      const { id } = await engine.loadAdapter(await (await fetch(url)).blob());
      adapters.push(id);
    }
    return new EngineBench(engine, adapters);
  }

  /** @param round picks the adapter, a different one from round to round. */
  async swap(round: number, side: number): Promise<Swap> {
    const id = this.adapters[round % this.adapters.length] ?? '';
    const begun = performance.now();
    const { milliseconds, bytesUploaded } = await this.engine.select({ kind: 'adapter', id });
    await this.restore(noise(side, side), { x: 0, y: 0, width: side, height: side });
    return {
      readyMilliseconds: milliseconds,
      bytesUploaded,
      visibleMilliseconds: performance.now() - begun,
    };
  }

  async throughput(width: number, height: number): Promise<Throughput> {
    const [id = ''] = this.adapters;
    await this.engine.select({ kind: 'adapter', id });
    const report = await this.restore(noise(width, height), null);
    return { report, gpuBytes: (await this.engine.memory()).gpuBytes };
  }

  dispose(): void {
    this.engine.dispose();
  }

  private async restore(image: RgbaImage, focus: Rectangle | null): Promise<RestoreReport> {
    const photo = await this.engine.keepPhoto({ ...image, data: image.data.slice() });
    try {
      return await this.engine.restore({ photo, ...(focus && { focus }), onTile: () => {} });
    } finally {
      await this.engine.releasePhoto(photo);
    }
  }
}

/** Opaque, of random colours. */
function noise(width: number, height: number): RgbaImage {
  const random = seededRandom(4);
  const words = Uint32Array.from(
    { length: width * height },
    () => Math.floor(random.uniform() * 2 ** 24) + 0xff000000,
  );
  return { width, height, data: new Uint8ClampedArray(words.buffer) };
}
