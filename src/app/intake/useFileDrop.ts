import { useEffect, useState } from 'react';
import type { Playground } from '../../state/playground';
import { takeFiles } from './takeFiles';

/** Takes files dropped or pasted anywhere in the window; tells whether some are over it. */
export function useFileDrop(playground: Playground): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const detach = new AbortController();
    const { signal } = detach;
    const over = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      // Between elements of the page there is one to go to; out of the window there is none.
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      setIsOver(false);
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      takeFiles(playground.getState(), [...(event.dataTransfer?.files ?? [])]);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) event.preventDefault();
      takeFiles(playground.getState(), files);
    };
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    return () => detach.abort();
  }, [playground]);
  return isOver;
}

function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}
