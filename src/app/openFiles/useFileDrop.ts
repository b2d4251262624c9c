import { useEffect, useState } from 'react';
import { noticeOf } from '../../state/playground/notice';
import type { PhotoRole } from '../../state/tuning/pairing';
import type { PlaygroundParts } from '../playgroundContext';
import { droppedFiles } from './droppedFiles';
import { openFiles } from './openFiles';

/** Takes files dropped or pasted anywhere in the window; tells whether some are over it. */
export function useFileDrop(parts: PlaygroundParts): boolean {
  const { playground } = parts;
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
      const transfer = event.dataTransfer;
      if (transfer === null || !carriesFiles(transfer)) return;
      event.preventDefault();
      const role = roleAt(event.target);
      droppedFiles(transfer).then(
        (files) => openFiles(parts, files, role),
        (error: unknown) => playground.setState({ notice: noticeOf(error) }),
      );
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) event.preventDefault();
      openFiles(
        parts,
        files.map((file) => ({ file, folder: '' })),
      );
    };
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    return () => detach.abort();
  }, [parts, playground]);
  return isOver;
}

function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/** A place may say what the photos that are dropped on it are. */
function roleAt(target: EventTarget | null): PhotoRole | null {
  const place = target instanceof Element ? target.closest('[data-photo-role]') : null;
  const role = place?.getAttribute('data-photo-role');
  return role === 'damaged' || role === 'clean' ? role : null;
}
