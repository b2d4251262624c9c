import { startCpu, startWasm, startWebGl } from '../../kernels/backends/fallbacks';
import type { WebGpuSession } from '../../kernels/backends/webgpu';
import { BackendUnavailableError } from '../errors';
import { type BackendName, type BackendReport, backendNames } from '../protocol';

/** The backend that runs, and its device where it is WebGPU. */
export interface RunningBackend {
  readonly report: Omit<BackendReport, 'precision' | 'precisionReason'>;
  readonly webgpu: WebGpuSession | null;
}

const softwareReason =
  'The only WebGPU adapter here is a software one, which is far slower than WebAssembly.';

/**
 * Starts the wanted backend, or the first that works in the order webgpu, webgl, wasm, cpu. Where
 * the only WebGPU adapter is a software one, WebGL would run on the same software renderer, so
 * WebAssembly comes first. What was passed over is in the report: nothing is silent.
 *
 * @throws BackendUnavailableError when the wanted one, or every one, fails.
 */
export async function startBackend(wanted?: BackendName): Promise<RunningBackend> {
  if (wanted !== undefined && !backendNames.includes(wanted)) {
    throw new BackendUnavailableError(
      `There is no backend “${String(wanted)}”.`,
      `Choose one of ${backendNames.join(', ')}.`,
    );
  }
  if (wanted !== undefined) return await startOne(wanted, []);
  const isSoftware = (await probeWebGpu()) === 'software';
  const passedOver: { name: BackendName; reason: string }[] = isSoftware
    ? [
        { name: 'webgpu', reason: softwareReason },
        { name: 'webgl', reason: 'WebGL would run on the same software renderer.' },
      ]
    : [];
  const order = isSoftware ? (['wasm', 'cpu'] as const) : backendNames;
  for (const name of order) {
    try {
      return await startOne(name, passedOver);
    } catch (error) {
      if (!(error instanceof BackendUnavailableError)) throw error;
      passedOver.push({ name, reason: error.message });
    }
  }
  throw new BackendUnavailableError(
    'No way to compute was found in this browser.',
    `Use a current Chrome, Edge, Firefox or Safari. ${passedOver.map(({ reason }) => reason).join(' ')}`,
  );
}

const titles: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'Plain JavaScript',
};

async function startOne(
  name: BackendName,
  passedOver: BackendReport['passedOver'],
): Promise<RunningBackend> {
  try {
    if (name === 'webgpu') {
      const session = await (await import('../../kernels/backends/webgpu')).startWebGpu();
      return {
        webgpu: session,
        report: {
          name,
          device: session.description,
          isSoftwareAdapter: session.isSoftwareAdapter,
          passedOver,
        },
      };
    }
    const start = { webgl: startWebGl, wasm: startWasm, cpu: startCpu }[name];
    const device = await start();
    return { webgpu: null, report: { name, device, isSoftwareAdapter: false, passedOver } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackendUnavailableError(
      `${titles[name]} isn’t available${passedOver.length > 0 ? ' either' : ''} (${reason.replace(/\.$/, '')}).`,
      'Choose another backend, or update the browser and the graphics driver.',
    );
  }
}

/**
 * Whether the browser has a WebGPU adapter, and whether that is a real GPU; loads nothing of tfjs.
 */
export async function probeWebGpu(): Promise<'none' | 'software' | 'gpu'> {
  if (!('gpu' in navigator)) return 'none';
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return 'none';
  return adapter.info.isFallbackAdapter ? 'software' : 'gpu';
}
