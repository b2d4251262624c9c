import type { LibraryAdapter, LibraryBackbone } from '../../state/library/libraryState';
import type { StoredEntry } from '../../storage/storedId';
import { formatDate } from '../formats';
import { strings } from '../strings';
import { library } from '../strings/library';
import { tune } from '../strings/tune';

/** Where something comes from, in words. */
export function comesFrom(entry: StoredEntry | null): string {
  if (entry === null) return library.shipped;
  const { origin, since } = entry;
  const what = origin === null ? library.ofUnknownOrigin : library.origin[origin];
  return since === null ? what : library.on(what, formatDate(since));
}

/** What an adapter is found by. */
export function wordsOfAdapter({ facts, entry }: LibraryAdapter): readonly string[] {
  const { name, task, kind, trainedFor, backbone, licence, scale } = facts;
  return [
    name,
    task,
    strings.task(task),
    kind,
    tune.kinds[kind],
    trainedFor,
    backbone,
    licence,
    `x${scale}`,
    comesFrom(entry),
  ];
}

/** What a backbone is found by. */
export function wordsOfBackbone({ name, architecture, entry }: LibraryBackbone): readonly string[] {
  return [name, library.architecture[architecture], library.backbone, comesFrom(entry)];
}
