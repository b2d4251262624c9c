import type { BackendReport } from '../../engine/protocol';
import { strings } from '../strings';

/** Said plainly when the computation does not run on the GPU through WebGPU, and why. */
export function BackendNote({ backend }: { readonly backend: BackendReport }) {
  if (backend.name === 'webgpu') {
    return backend.isSoftwareAdapter ? <p className="status-note">{strings.softwareNote}</p> : null;
  }
  const reasons = backend.passedOver.map(({ reason }) => reason);
  return (
    <p className="status-note">{[strings.fallbackNote[backend.name], ...reasons].join(' ')}</p>
  );
}
