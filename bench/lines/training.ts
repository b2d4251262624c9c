import { cells, goal, type Line, megabytes, race, ratio } from '../line.ts';
import type { TrainingSpec } from '../page/contender.ts';

/** A training step of the adapter against the forward pass of the same batch. */
export const trainingLine: Line = {
  name: 'training',
  async measure(bench, { sides, runs }) {
    const { page, environment } = bench;
    const side = Math.min(...sides);
    const batch = environment.isSoftwareAdapter ? 1 : 4;
    const spec = (isFused: boolean, isStep: boolean): TrainingSpec => ({
      kind: 'training',
      isFused,
      isStep,
      batch,
      side,
    });
    const raced = await race(
      bench,
      [
        { label: 'WebGPU: forward', spec: spec(true, false) },
        { label: 'WebGPU: step', spec: spec(true, true) },
        { label: 'composed tfjs, WebGPU: forward', spec: spec(false, false) },
        { label: 'composed tfjs, WebGPU: step', spec: spec(false, true) },
      ],
      runs,
    );
    const against = (index: number) =>
      (raced[index]?.spread.median ?? Number.NaN) / (raced[index - 1]?.spread.median ?? Number.NaN);
    const marks = [20, 100, 250, 500];
    const memory = await page.evaluate((m) => window.bench.trainingMemory(m), marks);
    const first = memory[0];
    const last = memory.at(-1);
    const isFlat = first?.tensors === last?.tensors && first?.gpuBytes === last?.gpuBytes;
    return [
      {
        title: `One training step of the adapter, ${batch} × ${side}×${side}`,
        columns: ['batch', 'median', 'min', 'max', 'against the forward pass'],
        rows: raced.map(({ label, spread }, i) => [
          label,
          ...cells(spread),
          i % 2 === 1 ? ratio(against(i)) : '',
        ]),
        notes: [
          goal('A step against the forward pass, WebGPU', against(1), 3.5, false),
          'Not through WASM: tfjs has no gradient of depthwise convolutions there.',
        ],
      },
      {
        title: 'Memory over 500 training steps of a small network, WebGPU',
        columns: ['after step', 'tensors', 'GPU buffers'],
        rows: memory.map(({ steps, tensors, gpuBytes }) => [
          String(steps),
          String(tensors),
          gpuBytes === null ? '' : megabytes(gpuBytes),
        ]),
        notes: [isFlat ? 'Flat.' : '**It grows.**'],
      },
    ];
  },
};
