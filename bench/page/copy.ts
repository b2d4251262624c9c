import type { Contender } from './contender';
import { type ModelAddress, modelOn, settled } from './model';

/**
 * A kernel that copies: what it reads and writes in a second is the bandwidth that no kernel on this
 * device exceeds by much.
 *
 * @param bytes to copy, a multiple of 1024; twice as many move.
 */
export async function openCopy(bytes: number, address: ModelAddress): Promise<Contender> {
  const model = await modelOn('webgpu', address);
  const device = model.backend.webgpu?.device;
  if (device === undefined) throw new Error('There is no WebGPU device to copy on.');
  const module = device.createShaderModule({
    code: `
      @group(0) @binding(0) var<storage, read_write> result : array<vec4<f32>>;
      @group(0) @binding(1) var<storage, read> source : array<vec4<f32>>;
      @compute @workgroup_size(64)
      fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>,
              @builtin(local_invocation_index) thread : u32) {
        let index = (group.y * groups.x + group.x) * 64 + thread;
        if (index < arrayLength(&result)) { result[index] = source[index]; }
      }`,
  });
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module, entryPoint: 'main' },
  });
  const buffers = [0, 1].map(() =>
    device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE }),
  );
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  const groups = bytes / 16 / 64;
  const across = Math.min(groups, 65_535);
  return {
    activate: async () => {
      await modelOn('webgpu', address);
    },
    compute: () => {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(across, Math.ceil(groups / across));
      pass.end();
      device.queue.submit([encoder.finish()]);
    },
    settle: () => settled(model),
    output: async () => new Float32Array(),
    dispose: () => {
      for (const buffer of buffers) buffer.destroy();
    },
  };
}
