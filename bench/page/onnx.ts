import type * as Ort from 'onnxruntime-web';
import * as ortWasm from 'onnxruntime-web/wasm';
import * as ortWebGpu from 'onnxruntime-web/webgpu';
import type { Contender, OnnxSpec } from './contender';
import { pictureValues } from './model';

/**
 * ONNX Runtime Web with its own best settings: all graph optimizations; on WebGPU input and output
 * bound to buffers on its device; on WASM as many threads as there are cores.
 */
export async function openOnnx(spec: OnnxSpec): Promise<Contender> {
  const dims = [1, 3, spec.side, spec.side];
  const values = toPlanes(pictureValues(spec.side), spec.side);
  return spec.provider === 'webgpu'
    ? await openOnWebGpu(spec, values, dims)
    : await openOnWasm(spec, values, dims);
}

/** Milliseconds that a session with these weights takes to be ready. */
export async function sessionMilliseconds(spec: OnnxSpec): Promise<number> {
  const model = await modelBytes(spec.modelUrl);
  const begun = performance.now();
  const session = await createSession(spec, model);
  const milliseconds = performance.now() - begun;
  await session.release();
  return milliseconds;
}

async function createSession(spec: OnnxSpec, model: Uint8Array): Promise<Ort.InferenceSession> {
  ortWasm.env.wasm.numThreads = navigator.hardwareConcurrency;
  if (spec.provider === 'wasm') {
    return await ortWasm.InferenceSession.create(model, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
    });
  }
  return await ortWebGpu.InferenceSession.create(model, {
    executionProviders: [{ name: 'webgpu', preferredLayout: spec.layout }],
    graphOptimizationLevel: 'all',
    enableGraphCapture: spec.capturesGraph,
    preferredOutputLocation: 'gpu-buffer',
  });
}

async function openOnWasm(
  spec: OnnxSpec,
  values: Float32Array,
  dims: number[],
): Promise<Contender> {
  const session = await createSession(spec, await modelBytes(spec.modelUrl));
  const image = new ortWasm.Tensor('float32', values, dims);
  const run = async () => (await session.run({ image })).restored?.data as Float32Array;
  return {
    activate: async () => {},
    compute: async () => {
      await run();
    },
    settle: async () => {},
    output: async () => toPixels(await run()),
    dispose: () => void session.release(),
  };
}

async function openOnWebGpu(
  spec: OnnxSpec,
  values: Float32Array,
  dims: number[],
): Promise<Contender> {
  const session = await createSession(spec, await modelBytes(spec.modelUrl));
  const device = await ortWebGpu.env.webgpu.device;
  const errors: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  const outDims = session.outputMetadata.flatMap((output) =>
    output.isTensor ? output.shape.map(Number) : [],
  );
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const count = outDims.reduce((product, length) => product * length, 1);
  const input = device.createBuffer({ size: values.byteLength, usage });
  const output = device.createBuffer({ size: 4 * count, usage });
  device.queue.writeBuffer(input, 0, values.slice());
  const bound = (buffer: GPUBuffer, shape: number[]) =>
    ortWebGpu.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: shape });
  const image = bound(input, dims);
  const restored = bound(output, outDims);
  const run = async () => {
    await session.run({ image }, { restored });
  };
  const settle = async () => {
    await device.queue.onSubmittedWorkDone();
    if (errors[0] !== undefined) throw new Error(`ONNX Runtime's GPU reported: ${errors[0]}`);
  };
  return {
    activate: async () => {},
    compute: run,
    settle,
    output: async () => {
      await run();
      await settle();
      return toPixels(await readBack(device, output));
    },
    dispose: () => {
      input.destroy();
      output.destroy();
      void session.release();
    },
  };
}

async function readBack(device: GPUDevice, buffer: GPUBuffer): Promise<Float32Array> {
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const mapped = device.createBuffer({ size: buffer.size, usage });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, mapped, 0, buffer.size);
  device.queue.submit([encoder.finish()]);
  await mapped.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(mapped.getMappedRange().slice(0));
  mapped.destroy();
  return values;
}

async function modelBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} cannot be read (${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

/** `[side,side,3]` to `[3,side,side]`. */
function toPlanes(pixels: Float32Array, side: number): Float32Array {
  const plane = side * side;
  return pixels.map((_, i) => pixels[(i % plane) * 3 + Math.floor(i / plane)] ?? 0);
}

/** `[3,H,W]` to `[H,W,3]`. */
function toPixels(planes: Float32Array): Float32Array {
  const plane = planes.length / 3;
  return planes.map((_, i) => planes[(i % 3) * plane + Math.floor(i / 3)] ?? 0);
}
