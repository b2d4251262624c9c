/**
 * Reading in quads: four neighbouring invocations that need the same vector each read one of its
 * numbers and hand it around (WGSL's `quadBroadcast`, of its subgroups). A software adapter, where
 * every read costs as much as a dozen multiplications, so computes products in half the time. On a
 * real GPU workgroup memory serves the same end.
 */

let areThere = false;

/** Whether programs may read in quads. */
export function readsInQuads(): boolean {
  return areThere;
}

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

/** What `quadRead` expects at the beginning of a program with one invocation for each `index`. */
export const quadLaneOfIndex = 'quadLane = index % 4;';

/** The variable that `quadLaneOfIndex` sets. */
export const quadLaneVariable = 'var<private> quadLane : i32;';

/** `BUFFERShared(element)`, for a buffer of single numbers of which four are a vector. */
export function quadRead(buffer: string): string {
  const parts = [0, 1, 2, 3].map((lane) => `quadBroadcast(part, ${lane}u)`);
  return `
    fn ${buffer}Shared(element : i32) -> vec4<f32> {
      let part = ${buffer}[element * 4 + quadLane];
      return vec4<f32>(${parts.join(', ')});
    }`;
}
