/** What went into WebGPU between two moments. */
export interface GpuCounts {
  readonly dispatches: number;
  /** Of the storage buffers that the dispatches' shaders only read, each once for each dispatch. */
  readonly bytesRead: number;
  /** Of those that they may write. */
  readonly bytesWritten: number;
}

interface BindingUse {
  readonly binding: number;
  readonly isWritten: boolean;
}

/** What a binding reaches; nothing where that is no buffer. */
interface Bound {
  readonly buffer?: GPUBuffer;
  readonly size?: number;
}

const storageBinding =
  /@group\(0\)\s*@binding\((\d+)\)\s*var<storage(?:\s*,\s*(read|read_write))?\s*>/g;

/**
 * Counts what any code in this page or worker dispatches, by standing before the prototypes of
 * WebGPU: whatever a library claims, these calls really went in. Bytes are those of the ranges bound
 * to a shader's storage buffers: what it reads twice, by whichever binding, counts once, as
 * with a perfect cache.
 *
 * For benches and tests only; it stays until the page goes.
 */
export class GpuCounter {
  private dispatches = 0;
  private bytesRead = 0;
  private bytesWritten = 0;
  private readonly usesOfModule = new WeakMap<GPUShaderModule, readonly BindingUse[]>();
  private readonly usesOfPipeline = new WeakMap<GPUComputePipeline, readonly BindingUse[]>();
  private readonly bound = new WeakMap<GPUBindGroup, ReadonlyMap<number, Bound>>();
  private readonly pipelineOf = new WeakMap<GPUComputePassEncoder, GPUComputePipeline>();
  private readonly groupOf = new WeakMap<GPUComputePassEncoder, GPUBindGroup>();

  /** Pipelines that were made before are not known: install it before anything computes. */
  static install(): GpuCounter {
    const counter = new GpuCounter();
    counter.watchPipelines();
    counter.watchBindGroups();
    counter.watchPasses();
    return counter;
  }

  /** Counts what `run` dispatches until it settles. */
  async during(run: () => Promise<void>): Promise<GpuCounts> {
    const { dispatches, bytesRead, bytesWritten } = this;
    await run();
    return {
      dispatches: this.dispatches - dispatches,
      bytesRead: this.bytesRead - bytesRead,
      bytesWritten: this.bytesWritten - bytesWritten,
    };
  }

  private watchPipelines(): void {
    const { usesOfModule, usesOfPipeline } = this;
    const { createShaderModule, createComputePipeline, createComputePipelineAsync } =
      GPUDevice.prototype;
    const remember = (pipeline: GPUComputePipeline, { module }: GPUProgrammableStage) => {
      usesOfPipeline.set(pipeline, usesOfModule.get(module) ?? []);
      return pipeline;
    };
    GPUDevice.prototype.createShaderModule = function (descriptor) {
      const module = createShaderModule.call(this, descriptor);
      usesOfModule.set(module, bindingUses(String(descriptor.code)));
      return module;
    };
    GPUDevice.prototype.createComputePipeline = function (descriptor) {
      return remember(createComputePipeline.call(this, descriptor), descriptor.compute);
    };
    GPUDevice.prototype.createComputePipelineAsync = async function (descriptor) {
      return remember(await createComputePipelineAsync.call(this, descriptor), descriptor.compute);
    };
  }

  private watchBindGroups(): void {
    const { bound } = this;
    const { createBindGroup } = GPUDevice.prototype;
    GPUDevice.prototype.createBindGroup = function (descriptor) {
      const group = createBindGroup.call(this, descriptor);
      bound.set(group, new Map([...descriptor.entries].map((e) => [e.binding, boundOf(e)])));
      return group;
    };
  }

  private watchPasses(): void {
    const counter = this;
    const prototype = GPUComputePassEncoder.prototype;
    const { setPipeline, setBindGroup, dispatchWorkgroups, dispatchWorkgroupsIndirect } = prototype;
    prototype.setPipeline = function (pipeline) {
      counter.pipelineOf.set(this, pipeline);
      setPipeline.call(this, pipeline);
    };
    prototype.setBindGroup = function (
      index: number,
      group: GPUBindGroup | null | undefined,
      ...offsets: unknown[]
    ) {
      if (index === 0 && group) counter.groupOf.set(this, group);
      Reflect.apply(setBindGroup, this, [index, group, ...offsets]);
    };
    prototype.dispatchWorkgroups = function (...sizes) {
      counter.count(this);
      dispatchWorkgroups.apply(this, sizes);
    };
    prototype.dispatchWorkgroupsIndirect = function (...place) {
      counter.count(this);
      dispatchWorkgroupsIndirect.apply(this, place);
    };
  }

  private count(pass: GPUComputePassEncoder): void {
    const pipeline = this.pipelineOf.get(pass);
    const group = this.groupOf.get(pass);
    const uses = pipeline && this.usesOfPipeline.get(pipeline);
    const bound = group && this.bound.get(group);
    if (uses === undefined || bound === undefined) {
      throw new Error('A dispatch of a pipeline that was made before counting began.');
    }
    this.dispatches++;
    const read = new Map<GPUBuffer, number>();
    for (const { binding, isWritten } of uses) {
      const { buffer, size } = bound.get(binding) ?? {};
      if (buffer === undefined || size === undefined) continue;
      if (isWritten) this.bytesWritten += size;
      else read.set(buffer, Math.max(size, read.get(buffer) ?? 0));
    }
    for (const size of read.values()) this.bytesRead += size;
  }
}

function bindingUses(wgsl: string): BindingUse[] {
  return [...wgsl.matchAll(storageBinding)].map(([, binding, access]) => ({
    binding: Number(binding),
    isWritten: access === 'read_write',
  }));
}

function boundOf({ resource }: GPUBindGroupEntry): Bound {
  if (resource instanceof GPUBuffer) return { buffer: resource, size: resource.size };
  if (!('buffer' in resource)) return {};
  const { buffer, offset = 0, size = buffer.size - offset } = resource;
  return { buffer, size };
}
