/**
 * Reading in quads: four neighbouring invocations that need the same vector each read one of its
 * numbers and hand it around (WGSL's `quadBroadcast`, of its subgroups). A software adapter spends
 * most of a product's time on reading, and so computes it in about half. On a real GPU workgroup
 * memory serves the same end.
 */

let areThere = false;

/** Whether programs may read in quads. */
export function readsInQuads(): boolean {
  return areThere;
}

/** For whichever device computes now: one that took the place of a lost one may have none. */
export function setQuads(value: boolean): void {
  areThere = value;
}

/** Whether an adapter's subgroups are quads, in the order of the invocations. */
export function hasQuads({ features, info }: Pick<GPUAdapter, 'features' | 'info'>): boolean {
  const { isFallbackAdapter, subgroupMinSize, subgroupMaxSize } = info;
  // Only of the software adapter is the order known: WGSL leaves it open.
  return (
    isFallbackAdapter && features.has('subgroups') && subgroupMinSize === 4 && subgroupMaxSize === 4
  );
}

/**
 * Lets the device take programs that read in quads: puts the directives that they need before all
 * else, where tfjs has its own declarations. That the invocations of a quad do the same is not for
 * WGSL's uniformity analysis to see, which knows nothing of indices.
 */
export function allowQuads(device: GPUDevice): void {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const code = String(descriptor.code);
    return create(
      code.includes('quadBroadcast') ? { ...descriptor, code: directives + code } : descriptor,
    );
  };
}

const directives = 'enable subgroups; diagnostic(off, subgroup_uniformity);\n';

/** `BUFFERShared(element)` for buffers of single numbers of which four are a vector. */
export function quadReads(buffers: readonly string[]): string {
  if (buffers.length === 0) return '';
  const parts = [0, 1, 2, 3].map((lane) => `quadBroadcast(part, ${lane}u)`);
  const reads = buffers.map(
    (buffer) => `
      fn ${buffer}Shared(element : i32) -> vec4<f32> {
        let part = ${buffer}[element * 4 + quadLane];
        return vec4<f32>(${parts.join(', ')});
      }`,
  );
  return `var<private> quadLane : i32; ${reads.join('\n')}`;
}

/** What `quadReads` expects at the beginning of a program with one invocation for each `index`. */
export function quadStart(buffers: readonly string[]): string {
  return buffers.length === 0 ? '' : 'quadLane = index % 4;';
}
