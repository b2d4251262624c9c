import type { RestoreReport } from '../../engine/protocol';
import { formatSize } from '../formats';
import { strings } from '../strings';
import { tiles } from '../strings/tiles';
import { Fact } from './Fact';

interface TileFactProps {
  readonly report: RestoreReport;
  readonly characters: number;
}

/** The size of a restoration's tiles, and why it is that. */
export function TileFact({ report, characters }: TileFactProps) {
  const { tileWidth, tileHeight, tileReason } = report;
  return (
    <Fact
      name={strings.status.tile}
      value={`${formatSize(tileWidth, tileHeight)} · ${tiles.reason[tileReason]}`}
      hint={tiles.reasonHint[tileReason]}
      characters={characters}
    />
  );
}
