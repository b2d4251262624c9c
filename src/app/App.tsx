import { screenState } from '../state/playgroundState';
import './app.css';
import { BatchArea } from './batch/BatchArea';
import { useFileDrop } from './intake/useFileDrop';
import { NoticeArea } from './notice/NoticeArea';
import {
  PlaygroundContext,
  type PlaygroundParts,
  useParts,
  usePlayground,
} from './playgroundContext';
import { Rail } from './rail/Rail';
import { Stage } from './stage/Stage';
import { Announcement } from './status/Announcement';
import { StatusLine } from './status/StatusLine';
import { strings } from './strings';

export function App(parts: PlaygroundParts) {
  return (
    <PlaygroundContext value={parts}>
      <Screen />
    </PlaygroundContext>
  );
}

function Screen() {
  const isOver = useFileDrop(useParts().playground);
  const state = usePlayground(screenState);
  return (
    <div className="screen" data-testid="playground" data-state={state}>
      <Stage />
      <Rail />
      <NoticeArea />
      <BatchArea />
      <StatusLine />
      <Announcement />
      {isOver && <div className="drop-frame">{strings.dropHere}</div>}
    </div>
  );
}
