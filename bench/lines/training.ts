import { cells, goal, type Line, megabytes, race, ratio, type Section } from '../line.ts';
import type { TrainingSpec } from '../page/contender.ts';
import type { StepMemory } from '../page/training.ts';

/** Steps after which memory should have come to rest. */
const firstMark = 10;
/** Share by which GPU buffers may differ: some wait to be used again, and how many is chance. */
const chance = 0.02;

/** A training step of the adapter against the forward pass of the same batch, and its memory. */
export const trainingLine: Line = {
  name: 'training',
  async measure(bench, { sides, runs, steps }) {
    const { page, environment } = bench;
    if (steps <= firstMark) throw new Error(`--steps must be more than ${firstMark}.`);
    const side = Math.min(...sides);
    const batch = environment.isSoftwareAdapter ? 1 : 4;
    const spec = (
      backend: TrainingSpec['backend'],
      isFused: boolean,
      isStep: boolean,
    ): TrainingSpec => ({ kind: 'training', backend, isFused, isStep, batch, side });
    const raced = await race(
      bench,
      [
        { label: 'WebGPU: forward', spec: spec('webgpu', true, false) },
        { label: 'WebGPU: step', spec: spec('webgpu', true, true) },
        { label: 'composed tfjs, WebGPU: forward', spec: spec('webgpu', false, false) },
        { label: 'composed tfjs, WebGPU: step', spec: spec('webgpu', false, true) },
        { label: 'WebAssembly: forward', spec: spec('wasm', true, false) },
        { label: 'WebAssembly: step', spec: spec('wasm', true, true) },
      ],
      runs,
    );
    const against = (index: number) =>
      (raced[index]?.spread.median ?? Number.NaN) / (raced[index - 1]?.spread.median ?? Number.NaN);
    const memory: Section[] = [];
    for (const backend of ['webgpu', 'wasm'] as const) {
      const found = await page.evaluate(
        ([name, marks]) => window.bench.trainingMemory(name, marks),
        [backend, [firstMark, steps]] as const,
      );
      memory.push(memorySection(backend === 'webgpu' ? 'WebGPU' : 'WebAssembly', steps, found));
    }
    return [
      {
        title: `One training step of the adapter and what it carries, ${batch} × ${side}×${side}`,
        columns: ['batch', 'median', 'min', 'max', 'against the forward pass'],
        rows: raced.map(({ label, spread }, i) => [
          label,
          ...cells(spread),
          i % 2 === 1 ? ratio(against(i)) : '',
        ]),
        notes: [
          goal('A step against the forward pass, WebGPU', against(1), 3.5, false),
          goal('A step against the forward pass, WebAssembly', against(5), 3.5, false),
        ],
      },
      ...memory,
    ];
  },
};

function memorySection(backend: string, steps: number, memory: readonly StepMemory[]): Section {
  const [first, last] = [memory[0], memory.at(-1)];
  const isFlat =
    first?.tensors === last?.tensors &&
    first?.tensorBytes === last?.tensorBytes &&
    (last?.gpuBytes ?? 0) <= (first?.gpuBytes ?? 0) * (1 + chance);
  return {
    title: `Memory over ${steps} training steps of a small network, ${backend}`,
    columns: ['after step', 'tensors', 'their bytes', 'GPU buffers'],
    rows: memory.map(({ steps: step, tensors, tensorBytes, gpuBytes }) => [
      String(step),
      String(tensors),
      megabytes(tensorBytes),
      gpuBytes === null ? '' : megabytes(gpuBytes),
    ]),
    notes: [isFlat ? 'Flat.' : '**It grows.**'],
  };
}
