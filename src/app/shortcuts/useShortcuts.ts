import { useEffect } from 'react';
import type { ViewState, ViewStore } from '../../state/view/viewStore';
import { keyName, type Scope, shortcuts } from './shortcuts';

/**
 * The page's keys, wherever the focus is, unless what has it needs the key itself.
 *
 * @param isCovered leaves only those of the whole page: the picture is below another screen.
 */
export function useShortcuts(view: ViewStore, isCovered: boolean): void {
  useEffect(() => {
    const detach = new AbortController();
    const { signal } = detach;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (needsKey(event.target, event.key)) return;
      const name = keyName(event);
      const shortcut = shortcuts.find(({ keys }) => name in keys);
      if (shortcut === undefined || !isInScope(shortcut.scope, view.getState(), isCovered)) return;
      event.preventDefault();
      // A key that is held counts once.
      if (shortcut.release === undefined || !event.repeat) shortcut.keys[name]?.(view.getState());
    };
    const release = (event: KeyboardEvent) => {
      const name = keyName(event);
      shortcuts.find(({ keys }) => name in keys)?.release?.(view.getState());
    };
    const releaseAll = () => {
      for (const shortcut of shortcuts) shortcut.release?.(view.getState());
    };
    window.addEventListener('keydown', press, { signal });
    window.addEventListener('keyup', release, { signal });
    // The key is let go of in another window.
    window.addEventListener('blur', releaseAll, { signal });
    return () => {
      detach.abort();
      // Nobody hears of the key being let go of any more.
      releaseAll();
    };
  }, [view, isCovered]);
}

function isInScope(scope: Scope, { picture, isComparing }: ViewState, isCovered: boolean): boolean {
  if (scope === 'page') return true;
  if (isCovered || picture === null) return false;
  return scope === 'picture' || isComparing;
}

const usesLetters =
  'dialog, select, textarea, [contenteditable], input:not([type=radio], [type=range])';
const usesArrows = 'input, [role=slider]';

function needsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(usesLetters) !== null) return true;
  return key.startsWith('Arrow') && target.closest(usesArrows) !== null;
}
