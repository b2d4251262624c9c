import { formatDuration } from '../formats';
import { usePlayground } from '../playgroundContext';
import { strings } from '../strings';

/** Start and end of a restoration for screen readers; tiles would be too many words. */
export function Announcement() {
  const running = usePlayground((state) => state.run?.offer ?? null);
  const seconds = usePlayground((state) => state.result?.report.seconds ?? null);
  const done = seconds === null ? '' : strings.announceDone(formatDuration(seconds));
  return (
    <p role="status" className="visually-hidden">
      {running === null ? done : strings.announceRestoring(strings.offerName(running))}
    </p>
  );
}
