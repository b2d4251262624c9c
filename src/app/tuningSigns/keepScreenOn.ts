/** Keeps the screen on while the page is looked at. @returns what lets it go off again. */
export function keepScreenOn(): () => void {
  let isOver = false;
  let lock: WakeLockSentinel | null = null;

  const take = async () => {
    if (isOver || document.visibilityState !== 'visible') return;
    try {
      const taken = await navigator.wakeLock?.request('screen');
      if (isOver) await taken?.release();
      else lock = taken ?? null;
    } catch {
      // Refused on a low battery, or by a policy: the run goes on, the screen may go off.
    }
  };

  // The browser lets go of it whenever the page is hidden.
  document.addEventListener('visibilitychange', take);
  void take();
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', take);
    void lock?.release();
  };
}
