import type { BackendReport } from '../../engine/protocol';
import { formatDuration, formatMilliseconds, formatSize } from '../formats';
import { usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { BackendNote } from './BackendNote';
import './status.css';

/** What runs, on what, and how fast: one line. */
export function StatusLine() {
  const phase = usePlayground((state) => state.phase);
  const backend = usePlayground((state) => state.backend);
  const photo = usePlayground((state) => state.photo);
  const report = usePlayground((state) => state.result?.report ?? null);
  const swap = usePlayground((state) => state.swap);
  const { status } = strings;
  return (
    <footer className="status" data-testid="status" data-backend={backend?.name}>
      {backend !== null && <BackendNote backend={backend} />}
      <dl className="status-line" aria-label={status.label}>
        <div className="status-backend">
          <dt className="visually-hidden">{status.label}</dt>
          <dd>{backend === null ? strings.phase[phase] : backendText(backend)}</dd>
        </div>
        {report !== null && (
          <>
            <Fact name={status.tile} value={formatSize(report.tileWidth, report.tileHeight)} />
            <Fact name={status.restored} value={formatDuration(report.seconds)} />
          </>
        )}
        {swap !== null && <Fact name={status.swap} value={formatMilliseconds(swap.milliseconds)} />}
        {photo !== null && <Fact name={photo.name} value={pictureText(photo, report)} />}
      </dl>
    </footer>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

function backendText({ name, device, isSoftwareAdapter }: BackendReport): string {
  const parts = [strings.backend[name], device, isSoftwareAdapter ? strings.softwareAdapter : ''];
  return parts.filter((part) => part !== '').join(' · ');
}

function pictureText(photo: Sized, result: Sized | null): string {
  const before = formatSize(photo.width, photo.height);
  if (result === null || result.width === photo.width) return before;
  return `${before} → ${formatSize(result.width, result.height)}`;
}
