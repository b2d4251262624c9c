import type { ParameterKind, ParameterSpec } from './parameters';

/** Collects a network's parameters, module by module; names and shapes are the published ones. */
export class SpecTable {
  readonly specs = new Map<string, ParameterSpec>();

  add(name: string, kind: ParameterKind, shape: readonly number[], shuffle?: number): void {
    this.specs.set(name, shuffle === undefined ? { kind, shape } : { kind, shape, shuffle });
  }

  /** `<module>.weight` of this kind and shape, and `<module>.bias` of `width`. */
  withBias(module: string, kind: ParameterKind, shape: readonly number[], width: number): void {
    this.add(`${module}.weight`, kind, shape);
    this.add(`${module}.bias`, 'plain', [width]);
  }

  linear(module: string, from: number, to: number): void {
    this.withBias(module, 'linear', [to, from], to);
  }

  norm(module: string, width: number): void {
    this.withBias(module, 'plain', [width], width);
  }

  convolution(module: string, from: number, to: number, side = 3): void {
    this.withBias(module, 'convolution', [to, from, side, side], to);
  }

  pointwise(module: string, from: number, to: number): void {
    this.withBias(module, 'pointwise', [to, from, 1, 1], to);
  }

  depthwise(module: string, width: number, side: number): void {
    this.withBias(module, 'depthwise', [width, 1, side, side], width);
  }

  /** The published `Upsample`: nothing for ×1, two shuffles for ×4, else one. */
  upsample(module: string, width: number, scale: number): void {
    const factor = scale === 4 ? 2 : scale;
    const steps = scale === 1 ? [] : scale === 4 ? [0, 2] : [0];
    const out = width * factor * factor;
    for (const step of steps) {
      this.add(`${module}.${step}.weight`, 'shuffled-convolution', [out, width, 3, 3], factor);
      this.add(`${module}.${step}.bias`, 'shuffled-bias', [out], factor);
    }
  }
}
