/** Attributes that tfjs's fused kernels carry. */
export interface FusedAttributes {
  readonly activation: string | null | undefined;
  readonly leakyreluAlpha: number | undefined;
}

const simple = [undefined, null, 'linear', 'relu', 'leakyrelu'] as const;

export function isSimpleActivation(activation: string | null | undefined): boolean {
  return simple.some((known) => known === activation);
}

/** WGSL of `activated(vec4<f32>)`. */
export function activationCode(
  activation: string | null | undefined,
  leakyreluAlpha = 0.2,
): string {
  const expression =
    activation === 'relu'
      ? 'max(x, vec4<f32>(0.0))'
      : activation === 'leakyrelu'
        ? `select(x, x * ${leakyreluAlpha}, x < vec4<f32>(0.0))`
        : 'x';
  return `fn activated(x : vec4<f32>) -> vec4<f32> { return ${expression}; }`;
}
