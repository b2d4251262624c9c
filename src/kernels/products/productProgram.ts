import { isHalved } from '../halves/halvedTensor';
import type { Width } from '../lanes';
import { readsInQuads } from '../quads';
import type * as tf from '../tf';

/**
 * A left factor whose rows are gathered from a buffer, and the rows of the weight that they meet.
 * Snippets of WGSL about one row name its variables with the suffix `r`: they read `row${r}`.
 */
export interface Factor {
  /** Buffer of the left factor and how many numbers its elements hold. */
  readonly buffer: string;
  readonly lanes: Width;
  /** How many numbers of a row lie side by side for each tap; a multiple of `lanes`. */
  readonly channels: number;
  /** Rows of `side`×`side` taps: `ky` and `kx` count them in the snippets. */
  readonly side: number;
  /** Buffer of the weight, `[rows, columns]`; those of tap t begin at t·weightStride + weightStart. */
  readonly weight: string;
  readonly weightStride: number;
  readonly weightStart: number;
  /** Runs once for each row, before its taps. */
  readonly setup?: (r: string) => string;
  /** Whether that reads the whole row. */
  readonly isSetupCostly?: boolean;
  /** Whether taps lie outside here and there, and count as zeros there. */
  readonly isPartial: boolean;
  /**
   * Declares `start${r}`, the element at which a tap's numbers begin, and `inside${r}` (bool) where
   * taps may lie outside. `&`, not `&&`: see `flatProduct`.
   */
  readonly place: (r: string) => string;
  /** Runs once for each element `k` of a tap, before its values. */
  readonly elementSetup?: (k: string) => string;
  /** What enters the product instead of element `k` of a tap. */
  readonly value?: (element: string, r: string) => string;
  /** What becomes of the sum once this factor is in. */
  readonly after?: (sum: string, column: string) => string;
}

/** Sums of products, in any number of steps, for rows by vectors of columns. */
export interface ProductProgram {
  /** Distinguishes compiled pipelines: every constant that is written into the code belongs in it. */
  readonly key: string;
  readonly outputShape: readonly number[];
  readonly rows: number;
  /** Numbers in a row of the product; a multiple of `lanes`. */
  readonly columns: number;
  /** How many columns are computed together, and how many numbers the weights' elements hold. */
  readonly lanes: Width;
  readonly inputs: readonly string[];
  /** Buffers whose elements do not hold `lanes` numbers. */
  readonly widths?: Readonly<Record<string, Width>>;
  readonly uniforms?: Readonly<Record<string, number>>;
  /** Those that the snippets name. */
  readonly sizes: Sizes;
  readonly functions?: string;
  readonly factors: readonly Factor[];
  /** What a sum begins with; `column` counts vectors. */
  readonly first: (r: string, column: string) => string;
  /** Runs once for each row before `store`. */
  readonly storeSetup?: (r: string) => string;
  /** Writes a sum. */
  readonly store: (r: string, column: string, sum: string) => string;
}

let isTiling = false;

/**
 * Whether products share what they read in workgroup memory: a real GPU gains by it, a software
 * adapter pays dearly for every barrier.
 */
export function setTiling(value: boolean): void {
  isTiling = value;
}

/**
 * Sizes of layers in a program's snippets. Where products are tiled they are written out, since a real
 * GPU's compiler unrolls and divides by them; else they are uniforms, so that layers of many widths run
 * through one pipeline: a software adapter takes half a second and more to compile each.
 */
export class Sizes {
  readonly uniforms: Record<string, number> = {};
  /** What is written out, for the program's key. */
  readonly written: number[] = [];

  /** WGSL for the number in the program's body: the name of a variable, or itself. */
  of(name: string, value: number): string {
    if (isTiling) this.written.push(value);
    else this.uniforms[name] = value;
    return isTiling ? `${value}` : name;
  }

  /** The same in its functions. */
  inFunctions(name: string, value: number): string {
    const text = this.of(name, value);
    return isTiling ? text : `uniforms.${text}`;
  }
}

/** See `setTiling`. */
export function sharesInWorkgroups(): boolean {
  return isTiling;
}

/**
 * How many numbers the elements of left factors had best hold. Where weights are read in quads, one: a
 * software adapter fetches a vector's numbers one by one, and takes its time to compile each fetch.
 */
export function leftLanes<W extends Width>(lanes: W, inputs: readonly tf.TensorInfo[]): W | 1 {
  return canReadInQuads(inputs) ? 1 : lanes;
}

/** Whether weights are read in quads. */
export function canReadInQuads(inputs: readonly tf.TensorInfo[]): boolean {
  return readsInQuads() && !isTiling && !inputs.some(isHalved);
}
