import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type BenchAdapter, type OpenBench, route } from './openBench.ts';

const projectRoot = resolve(import.meta.dirname, '..');

/** An ONNX model of the backbone with an adapter: its address, or the command that makes it. */
export type OnnxModel = { readonly url: string } | { readonly command: string };

export async function onnxModel(
  bench: OpenBench,
  adapter: BenchAdapter,
  side: number,
): Promise<OnnxModel> {
  const name = `${bench.backbone}-${adapter.name}-${route}-${side}.onnx`;
  const path = resolve(projectRoot, 'bench/output', name);
  if (existsSync(path)) return { url: await bench.serve(path) };
  const from = (file: string) => relative(projectRoot, file);
  return {
    command: `python3 -m pretraining.export onnx public/models/${bench.backbone} ${from(path)} --route ${route} --side ${side} --adapter ${from(adapter.path)}`,
  };
}
