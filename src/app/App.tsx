import { screenState } from '../state/playground/playgroundState';
import './app.css';
import { BatchArea } from './batch/BatchArea';
import { useBatchLoader } from './batch/batchLoader';
import { LabArea } from './lab/LabArea';
import { LibraryArea } from './library/LibraryArea';
import { useLibraryLoader } from './library/libraryLoader';
import { NoticeArea } from './notice/NoticeBox';
import { useFileDrop } from './openFiles/useFileDrop';
import { lazyPart } from './part/lazyPart';
import {
  PlaygroundContext,
  type PlaygroundParts,
  useParts,
  usePlayground,
  useTuning,
} from './playgroundContext';
import { Rail } from './rail/Rail';
import { closeShortcutSheet, useIsSheetOpen } from './shortcuts/sheetLoader';
import { Stage } from './stage/Stage';
import { Announcement } from './status/Announcement';
import { StatusLine } from './status/StatusLine';
import { strings } from './strings';
import { TuningSigns } from './tuningSigns/TuningSigns';

/** Most visits restore and no more: what tunes comes when it is asked for. */
const TuneScreen = lazyPart(async () => (await import('./tune/TuneScreen')).default);
const ShortcutSheet = lazyPart(async () => (await import('./shortcuts/ShortcutSheet')).default);
const AdapterCard = lazyPart(async () => (await import('./adapterCard/AdapterCard')).default);

export function App(parts: PlaygroundParts) {
  return (
    <PlaygroundContext value={parts}>
      <Screen />
    </PlaygroundContext>
  );
}

function Screen() {
  const parts = useParts();
  const { playground, tuning } = parts;
  const isOver = useFileDrop(parts);
  const state = usePlayground(screenState);
  const isTuning = useTuning(({ isOpen }) => isOpen);
  const isBatch = useBatchLoader(({ isOpen, batch }) => isOpen && batch !== null);
  const isSheetOpen = useIsSheetOpen();
  const isLibrary = useLibraryLoader(({ isOpen }) => isOpen);
  const isCovered = isTuning || isLibrary;
  const shownCard = usePlayground(({ shownCard }) => shownCard);
  return (
    <div className="screen" data-testid="playground" data-state={state}>
      <Stage isCovered={isCovered || isBatch} />
      <Rail isCovered={isCovered} />
      <LabArea isCovered={isCovered} isHidden={isBatch} />
      <BatchArea isCovered={isCovered} />
      {isTuning && (
        <TuneScreen
          waiting={<section className="tune" aria-busy="true" />}
          onLeave={tuning.getState().close}
        />
      )}
      <LibraryArea />
      <NoticeArea />
      <StatusLine />
      <Announcement />
      <TuningSigns />
      {shownCard !== null && (
        <AdapterCard
          key={shownCard}
          id={shownCard}
          onLeave={() => playground.getState().showCard(null)}
        />
      )}
      {isSheetOpen && <ShortcutSheet onLeave={closeShortcutSheet} />}
      {isOver && (
        <div className="drop-frame">{isTuning ? strings.tune.dropHere : strings.dropHere}</div>
      )}
    </div>
  );
}
