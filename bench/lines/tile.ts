import {
  cells,
  duration,
  type Entry,
  goal,
  type Line,
  largestDifference,
  type Raced,
  race,
  ratio,
  type Section,
} from '../line.ts';
import { onnxModel } from '../onnxModels.ts';
import type { OpenBench } from '../openBench.ts';
import type { NetworkSpec, OnnxSpec } from '../page/contender.ts';

const network: Omit<NetworkSpec, 'side'> = {
  kind: 'network',
  backend: 'webgpu',
  isFused: true,
  hasAdapter: true,
};

/** On a real GPU nothing stands in for tfjs's own kernels. */
const tfjsAlone = 'tfjs alone, WebGPU';

/** One tile: this engine, the same network composed, and ONNX Runtime Web. */
export const tileLine: Line = {
  name: 'tile',
  async measure(bench, { sides, runs }) {
    const sections: Section[] = [];
    let best: OnnxSettings | null = null;
    for (const side of sides) {
      const notes: string[] = [];
      const entries: Entry[] = [
        { label: 'this engine, WebGPU', spec: { ...network, side } },
        { label: 'composed tfjs, WebGPU', spec: { ...network, side, isFused: false } },
        ...(bench.environment.isSoftwareAdapter
          ? [{ label: tfjsAlone, spec: { ...network, side, isFused: false, isTfjsAlone: true } }]
          : []),
        { label: 'this engine, WASM', spec: { ...network, side, backend: 'wasm' } },
      ];
      const [adapter] = bench.adapters;
      const model = adapter && (await onnxModel(bench, adapter, side));
      if (model !== undefined && 'url' in model) {
        const { url: modelUrl } = model;
        best ??= await bestSettings(bench, modelUrl, side, notes);
        const spec = { kind: 'onnx', modelUrl, side } as const;
        entries.push({
          label: `ONNX Runtime Web, WebGPU (${settingsLabel(best)})`,
          spec: { ...spec, ...best, provider: 'webgpu' },
        });
        entries.push({
          label: 'ONNX Runtime Web, WASM',
          spec: { ...spec, layout: 'NCHW', capturesGraph: false, provider: 'wasm' },
        });
      } else if (model !== undefined) {
        notes.push(
          `Without ONNX Runtime Web, for want of the model. It is made by \`${model.command}\`.`,
        );
      }
      const raced = await race(bench, entries, runs, { compares: true });
      sections.push(section(side, raced, bench.environment.isSoftwareAdapter, notes));
    }
    return sections;
  },
};

type OnnxSettings = Pick<OnnxSpec, 'layout' | 'capturesGraph'>;

/** The settings that are fastest at this side, one run of each after one that compiles. */
async function bestSettings(
  { page }: OpenBench,
  modelUrl: string,
  side: number,
  notes: string[],
): Promise<OnnxSettings> {
  let best: { settings: OnnxSettings; milliseconds: number } | null = null;
  const tried: string[] = [];
  for (const settings of [
    { layout: 'NHWC', capturesGraph: false },
    { layout: 'NCHW', capturesGraph: false },
    { layout: 'NHWC', capturesGraph: true },
  ] as const) {
    const spec = { kind: 'onnx', provider: 'webgpu', modelUrl, side, ...settings } as const;
    try {
      const id = await page.evaluate((own) => window.bench.open(own), spec);
      await page.evaluate((own) => window.bench.time(own), id);
      const milliseconds = await page.evaluate((own) => window.bench.time(own), id);
      await page.evaluate((own) => window.bench.close(own), id);
      tried.push(`${settingsLabel(settings)} ${duration(milliseconds)}`);
      if (best === null || milliseconds < best.milliseconds) best = { settings, milliseconds };
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      tried.push(`${settingsLabel(settings)} refused (${reason.slice(0, 160)})`);
    }
  }
  notes.push(`Settings of ONNX Runtime Web's WebGPU tried: ${tried.join('; ')}.`);
  if (best === null) throw new Error(`ONNX Runtime Web ran with no settings: ${tried.join('; ')}.`);
  return best.settings;
}

function settingsLabel({ layout, capturesGraph }: OnnxSettings): string {
  return capturesGraph ? `${layout}, graph captured` : layout;
}

function section(side: number, raced: Raced[], isSoftware: boolean, notes: string[]): Section {
  const own = raced[0];
  if (own === undefined) throw new Error('Nobody raced.');
  const of = (label: string) => raced.find((entry) => entry.label.startsWith(label));
  const times = (other: Raced | undefined, to: Raced | undefined) =>
    (other?.spread.median ?? Number.NaN) / (to?.spread.median ?? Number.NaN);
  const onnx = of('ONNX Runtime Web, WebGPU');
  const onnxWasm = of('ONNX Runtime Web, WASM');
  const goals = [
    goal('Composed tfjs against this engine', times(of(tfjsAlone) ?? of('composed'), own), 3, true),
    ...(of(tfjsAlone)
      ? [
          `“${tfjsAlone}” is the network composed of tfjs’s operations in tfjs’s own kernels; “composed tfjs” has the kernels without workgroup memory that stand in for them on software adapters, ${ratio(times(of('composed'), own))} of this engine’s time.`,
        ]
      : []),
    ...(onnx
      ? [
          goal(
            'ONNX Runtime Web’s WebGPU against this engine',
            times(onnx, own),
            isSoftware ? 10 : 1.5,
            true,
          ),
        ]
      : []),
    ...(onnxWasm
      ? [
          goal(
            'ONNX Runtime Web’s WASM against this engine’s',
            times(onnxWasm, of('this engine, WASM')),
            1,
            true,
          ),
        ]
      : []),
  ];
  const isVoid = raced.some(({ difference }) => !((difference ?? 0) <= largestDifference));
  return {
    title: `Restore one ${side}×${side} tile, backbone and one adapter`,
    columns: ['contender', 'median', 'min', 'max', 'against this engine', 'largest difference'],
    rows: raced.map(({ label, spread, difference }) => [
      label,
      ...cells(spread),
      ratio(spread.median / own.spread.median),
      difference === null ? '' : difference.toExponential(1),
    ]),
    notes: [
      ...(isVoid
        ? [`**The race is void: results differ by more than ${largestDifference}.**`]
        : goals),
      ...notes,
    ],
  };
}
