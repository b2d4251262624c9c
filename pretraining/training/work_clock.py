"""Time at work: a run that is stopped (SIGSTOP) while something else is measured doesn't age."""

import time

# A lap that took this many times its own processor time was stopped meanwhile, rather than slowed
# down by other work.
_STOPPED = 20.0


class WorkClock:
    """Laps of this process, in seconds."""

    def __init__(self) -> None:
        self._wall, self._processor = time.monotonic(), time.process_time()

    def lap(self) -> tuple[float, float]:
        """Wall time since the last call, or since the clock was made, less the time for which the
        process was stopped; and processor time, of all threads together."""
        wall, processor = time.monotonic(), time.process_time()
        passed, worked = wall - self._wall, processor - self._processor
        self._wall, self._processor = wall, processor
        return passed if passed <= max(1.0, _STOPPED * worked) else worked, worked
