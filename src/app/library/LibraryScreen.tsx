import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { found, type Ownership } from '../../state/library/search';
import { usePlayground } from '../playgroundContext';
import { libraryEntryId } from '../rail/LibraryEntry';
import { library } from '../strings/library';
import { LibraryBanner } from './LibraryBanner';
import { LibraryGroupView } from './LibraryGroupView';
import { LibraryTools } from './LibraryTools';
import './library.css';
import { useLibrary } from './libraryContext';
import { closeLibrary } from './libraryLoader';
import { StoragePane } from './StoragePane';
import { wordsOfAdapter, wordsOfBackbone } from './words';

/** Every backbone and adapter that is here, and what they take. */
export default function LibraryScreen() {
  const title = useRef<HTMLHeadingElement>(null);
  const [query, setQuery] = useState('');
  const [ownership, setOwnership] = useState<Ownership>('all');
  const backbones = useLibrary((state) => state.backbones);
  const adapters = useLibrary((state) => state.adapters);
  const isRead = useLibrary((state) => state.isRead);
  const isCardOpen = usePlayground(({ shownCard }) => shownCard !== null);
  useFocusOf(title);

  const groups = found(
    { backbones, adapters },
    { query, ownership, wordsOfAdapter, wordsOfBackbone },
  );
  const shown = groups.reduce((sum, group) => sum + group.adapters.length, 0);
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    // The card over it is left first, and what is looked for is cleared.
    if (!isCardOpen && !isFilled(event.target)) closeLibrary();
  };
  // What had the focus may be gone.
  const onGone = () => title.current?.focus();
  const showAll = () => {
    setQuery('');
    setOwnership('all');
  };
  return (
    <section className="library" aria-labelledby="library-title" onKeyDown={press}>
      <header className="screen-head library-head">
        <h2 id="library-title" ref={title} tabIndex={-1}>
          {library.title}
        </h2>
        <button type="button" className="button button-quiet" onClick={closeLibrary}>
          {library.close}
        </button>
      </header>
      <LibraryTools
        query={query}
        onQuery={setQuery}
        ownership={ownership}
        onOwnership={setOwnership}
      />
      <div className="library-body">
        <div className="library-list">
          <p className="library-count" role="status">
            {isRead ? library.shown(shown, adapters.length) : library.reading}
          </p>
          {groups.map((group) => (
            <LibraryGroupView
              key={group.backbone?.id ?? (group.backbone === null ? `of ${group.name}` : 'shipped')}
              group={group}
              onGone={onGone}
            />
          ))}
          {isRead && groups.length === 0 && (
            <p className="library-empty">
              {query === '' ? library.noneOfYours : library.nothingFound}{' '}
              <button type="button" className="link" onClick={showAll}>
                {library.showAll}
              </button>
            </p>
          )}
        </div>
        <StoragePane />
      </div>
      <LibraryBanner />
    </section>
  );
}

function isFilled(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.type === 'search' && target.value !== '';
}

/** The focus comes here while the screen is open, and goes to its entry afterwards. */
function useFocusOf(target: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    target.current?.focus();
    return () => {
      // The entry is out of reach until the screen is gone.
      requestAnimationFrame(() => document.getElementById(libraryEntryId)?.focus());
    };
  }, [target]);
}
