import { lazy, Suspense } from 'react';
import { screenState } from '../state/playgroundState';
import './app.css';
import { BatchArea } from './batch/BatchArea';
import { useBatchDoor } from './batch/batchDoor';
import { useFileDrop } from './intake/useFileDrop';
import { LabArea } from './lab/LabArea';
import { LibraryArea } from './library/LibraryArea';
import { useLibraryDoor } from './library/libraryDoor';
import { NoticeArea } from './notice/NoticeArea';
import {
  PlaygroundContext,
  type PlaygroundParts,
  useParts,
  usePlayground,
  useTuning,
} from './playgroundContext';
import { Rail } from './rail/Rail';
import { useIsSheetOpen } from './shortcuts/sheetDoor';
import { Stage } from './stage/Stage';
import { Announcement } from './status/Announcement';
import { StatusLine } from './status/StatusLine';
import { strings } from './strings';
import { TuningSigns } from './tuningSigns/TuningSigns';

/** Most visits restore and no more: what tunes comes when it is asked for. */
const TuneScreen = lazy(() => import('./tune/TuneScreen'));
const ShortcutSheet = lazy(() => import('./shortcuts/ShortcutSheet'));
const AdapterCard = lazy(() => import('./adapterCard/AdapterCard'));

export function App(parts: PlaygroundParts) {
  return (
    <PlaygroundContext value={parts}>
      <Screen />
    </PlaygroundContext>
  );
}

function Screen() {
  const isOver = useFileDrop(useParts());
  const state = usePlayground(screenState);
  const isTuning = useTuning(({ isOpen }) => isOpen);
  const isBatch = useBatchDoor(({ isOpen, batch }) => isOpen && batch !== null);
  const isSheetOpen = useIsSheetOpen();
  const isLibrary = useLibraryDoor(({ isOpen }) => isOpen);
  const isCovered = isTuning || isLibrary;
  const shownCard = usePlayground(({ shownCard }) => shownCard);
  return (
    <div className="screen" data-testid="playground" data-state={state}>
      <Stage isCovered={isCovered || isBatch} />
      <Rail isCovered={isCovered} />
      <LabArea isCovered={isCovered} isHidden={isBatch} />
      <BatchArea isCovered={isCovered} />
      {isTuning && (
        <Suspense fallback={<section className="tune" aria-busy="true" />}>
          <TuneScreen />
        </Suspense>
      )}
      <LibraryArea />
      <NoticeArea />
      <StatusLine />
      <Announcement />
      <TuningSigns />
      {shownCard !== null && (
        <Suspense fallback={null}>
          <AdapterCard key={shownCard} id={shownCard} />
        </Suspense>
      )}
      {isSheetOpen && (
        <Suspense fallback={null}>
          <ShortcutSheet />
        </Suspense>
      )}
      {isOver && (
        <div className="drop-frame">{isTuning ? strings.tune.dropHere : strings.dropHere}</div>
      )}
    </div>
  );
}
