import { useEffect } from 'react';
import type { BackendReport, Precision, RestoreReport } from '../../engine/protocol';
import { formatDuration, formatMilliseconds, formatSize } from '../formats';
import { NewVersion } from '../offline/NewVersion';
import { lazyPart } from '../part/lazyPart';
import { usePlayground } from '../playgroundContext';
import { openShortcutSheet } from '../shortcuts/sheetLoader';
import { ariaKeysOf } from '../shortcuts/shortcuts';
import { strings } from '../strings';
import { Fact } from './Fact';
import { MemoryBudgetControl } from './MemoryBudgetControl';
import './status.css';

const TileFact = lazyPart(async () => (await import('./TileFact')).TileFact);

/** Room for a tile's size and the reason for it. */
const tileCharacters = 26;

/** What runs, on what, and how fast: one line. */
export function StatusLine() {
  const phase = usePlayground((state) => state.phase);
  const backend = usePlayground((state) => state.backend);
  const photo = usePlayground((state) => state.photo);
  const report = usePlayground((state) => state.result?.report ?? null);
  const warming = usePlayground((state) => state.warming);
  const swap = usePlayground((state) => state.swap);
  // With the page, so that a restoration asks for nothing any more.
  useEffect(() => TileFact.preload(), []);
  const { status } = strings;
  const noTile = <Fact name={status.tile} value={null} characters={tileCharacters} />;
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
        <div title={backend?.precisionReason ?? undefined}>
          <dt className="visually-hidden">{status.label}</dt>
          <dd>
            {backend === null
              ? strings.phase[phase]
              : backendText(backend, report?.precision ?? backend.precision)}
          </dd>
        </div>
        {backend?.name === 'webgpu' && <MemoryBudgetControl />}
        {photo !== null && (
          <>
            {report === null ? (
              noTile
            ) : (
              <TileFact report={report} characters={tileCharacters} waiting={noTile} />
            )}
            <Fact name={status.restored} value={report && secondsText(report)} characters={10} />
            <Fact
              name={status.swap}
              value={swap && formatMilliseconds(swap.milliseconds)}
              characters={7}
            />
            <Fact name={photo.name} value={pictureText(photo, report)} />
          </>
        )}
        {warming && <Fact name={strings.warmingUp} value="" />}
      </dl>
      <button
        type="button"
        className="status-keys"
        aria-label={strings.keyboard.open}
        aria-keyshortcuts={ariaKeysOf('sheet')}
        aria-haspopup="dialog"
        title={strings.keyboard.openHint}
        onClick={openShortcutSheet}
      >
        ?
      </button>
    </footer>
  );
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

function secondsText({ seconds, cores }: RestoreReport): string {
  const duration = formatDuration(seconds);
  return cores === null ? duration : strings.status.onCores(duration, cores);
}

function backendText(
  { name, device, isSoftwareAdapter }: BackendReport,
  precision: Precision,
): string {
  const parts = [
    strings.backend[name],
    device,
    isSoftwareAdapter ? strings.softwareAdapter : '',
    precision === 'f16' ? strings.halves : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function pictureText(photo: Sized, result: Sized | null): string {
  const before = formatSize(photo.width, photo.height);
  if (result === null || result.width === photo.width) return before;
  return `${before} → ${formatSize(result.width, result.height)}`;
}

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
