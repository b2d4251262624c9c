import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from './tf';
import { runFlatProgram } from './webgpuProgram';

/** How far each side's rim reaches into an image, in pixels. */
export interface Frame {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export const noFrame: Frame = { top: 0, right: 0, bottom: 0, left: 0 };

/** Pixels in the frame of an image. */
export function framePixels(width: number, height: number, frame: Frame): number {
  const inner = Math.max(0, width - frame.left - frame.right);
  return width * height - inner * Math.max(0, height - frame.top - frame.bottom);
}

/**
 * What an image is read back as: 8-bit RGBA of every pixel, and the numbers themselves of those in the
 * frame, which are still to be computed with. WebGPU only; one dispatch.
 *
 * The bytes are those that `Uint8ClampedArray` makes of 255·x, whatever the GPU's arithmetic: the
 * product of a 24-bit mantissa and 255 fits 32 bits, so that it is rounded, ties to even, in integers.
 * Alpha is 255, or 0 where a number is not finite.
 *
 * @param x `[1,H,W,3]`, 1 for full intensity; frame: left and right, top and bottom do not overlap.
 * @returns int32 `[H·W + 3·F]`: a word for each pixel, R lowest; then the F pixels of the frame, R, G,
 *   B as 32-bit floats: rows of the top, rows of the bottom, and left and right of each row between.
 */
export function framedPixels(x: tf.Tensor4D, frame: Frame): tf.Tensor1D {
  const [, height, width] = x.shape;
  const { top, right, bottom, left } = frame;
  const output = runFlatProgram(
    tf.backend() as WebGPUBackend,
    {
      key: 'framedPixels',
      outputShape: [height * width + 3 * framePixels(width, height, frame)],
      outputType: 'int32',
      count: height * width,
      inputs: ['x'],
      uniforms: { height, width, top, right, bottom, left },
      functions: byteFunctions,
      body: `
        let colour = vec3<f32>(x[3 * index], x[3 * index + 1], x[3 * index + 2]);
        let bits = bitcast<vec3<u32>>(colour);
        let isFinite = all((bits & vec3<u32>(0x7f800000u)) != vec3<u32>(0x7f800000u));
        result[index] = bitcast<i32>(
          byteOf(bits.x) | (byteOf(bits.y) << 8u) | (byteOf(bits.z) << 16u) | select(0u, 0xff000000u, isFinite));

        let column = index % uniforms.width;
        let row = index / uniforms.width;
        let fromBottom = row - (uniforms.height - uniforms.bottom);
        let fromRight = column - (uniforms.width - uniforms.right);
        let isBetween = row >= uniforms.top && fromBottom < 0;
        if (isBetween && column >= uniforms.left && fromRight < 0) { return; }
        var place = row * uniforms.width + column;
        if (fromBottom >= 0) { place = (uniforms.top + fromBottom) * uniforms.width + column; }
        if (isBetween) {
          let sides = uniforms.left + uniforms.right;
          let before = (uniforms.top + uniforms.bottom) * uniforms.width + (row - uniforms.top) * sides;
          place = before + select(uniforms.left + fromRight, column, column < uniforms.left);
        }
        let target_ = uniforms.height * uniforms.width + 3 * place;
        for (var i = 0; i < 3; i++) { result[target_ + i] = bitcast<i32>(bits[i]); }`,
    },
    [x],
  );
  return tf.engine().makeTensorFromTensorInfo(output) as tf.Tensor1D;
}

const byteFunctions = `
  fn byteOf(bits : u32) -> u32 {
    if (bits >= 0x80000000u) { return 0u; }
    if (bits >= 0x3f800000u) { return 255u; }
    let product = 255u * ((bits & 0x7fffffu) | 0x800000u);
    let shift = 150u - (bits >> 23u);
    // Below 1/510 in any case.
    if (shift > 32u) { return 0u; }
    let tie = 1u << (shift - 1u);
    let whole = (product >> (shift - 1u)) >> 1u;
    let rest = product & (tie | (tie - 1u));
    return whole + select(0u, 1u, rest > tie || (rest == tie && (whole & 1u) == 1u));
  }`;
