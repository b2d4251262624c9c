import type { BackendReport, Precision, RestoreReport } from '../../engine/protocol';
import { formatDuration, formatMilliseconds, formatSize } from '../formats';
import { NewVersion } from '../offline/NewVersion';
import { usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { BackendNote } from './BackendNote';
import { MemoryBudgetControl } from './MemoryBudgetControl';
import './status.css';

/** What runs, on what, and how fast: one line. */
export function StatusLine() {
  const phase = usePlayground((state) => state.phase);
  const backend = usePlayground((state) => state.backend);
  const photo = usePlayground((state) => state.photo);
  const report = usePlayground((state) => state.result?.report ?? null);
  const warming = usePlayground((state) => state.warming);
  const swap = usePlayground((state) => state.swap);
  const { status } = strings;
  return (
    <footer
      className="status"
      data-testid="status"
      data-backend={backend?.name}
      data-warming={warming}
    >
      <NewVersion />
      {backend !== null && <BackendNote backend={backend} />}
      <dl className="status-line" aria-label={status.label}>
        <div className="status-backend" title={backend?.precisionReason ?? undefined}>
          <dt className="visually-hidden">{status.label}</dt>
          <dd>
            {backend === null
              ? strings.phase[phase]
              : backendText(backend, report?.precision ?? backend.precision, warming)}
          </dd>
        </div>
        {backend?.name === 'webgpu' && <MemoryBudgetControl />}
        {report !== null && (
          <>
            <Fact
              name={status.tile}
              value={tileText(report)}
              hint={strings.tileReasonHint[report.tileReason]}
            />
            <Fact name={status.restored} value={secondsText(report)} />
          </>
        )}
        {swap !== null && <Fact name={status.swap} value={formatMilliseconds(swap.milliseconds)} />}
        {photo !== null && <Fact name={photo.name} value={pictureText(photo, report)} />}
      </dl>
    </footer>
  );
}

function Fact({
  name,
  value,
  hint,
}: {
  readonly name: string;
  readonly value: string;
  readonly hint?: string;
}) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

function tileText({ tileWidth, tileHeight, tileReason }: RestoreReport): string {
  return `${formatSize(tileWidth, tileHeight)} · ${strings.tileReason[tileReason]}`;
}

function secondsText({ seconds, cores }: RestoreReport): string {
  const duration = formatDuration(seconds);
  return cores === null ? duration : strings.status.onCores(duration, cores);
}

function backendText(
  { name, device, isSoftwareAdapter }: BackendReport,
  precision: Precision,
  isWarming: boolean,
): string {
  const parts = [
    strings.backend[name],
    device,
    isSoftwareAdapter ? strings.softwareAdapter : '',
    precision === 'f16' ? strings.halves : '',
    isWarming ? strings.warmingUp : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function pictureText(photo: Sized, result: Sized | null): string {
  const before = formatSize(photo.width, photo.height);
  if (result === null || result.width === photo.width) return before;
  return `${before} → ${formatSize(result.width, result.height)}`;
}
