import { useId } from 'react';
import type { LibraryBackbone } from '../../state/library/libraryState';
import type { LibraryGroup } from '../../state/library/search';
import { formatCount, formatKilobytes } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { saveFile } from '../saveFile';
import { library } from '../strings/library';
import { LibraryCard } from './LibraryCard';
import { useLibraryStore } from './libraryContext';
import { useIsBackboneInUse } from './useIsBackboneInUse';
import { comesFrom } from './words';

interface LibraryGroupViewProps {
  readonly group: LibraryGroup;
  /** What had the focus goes away. */
  readonly onGone: () => void;
}

/** A backbone and what it takes. */
export function LibraryGroupView({ group, onGone }: LibraryGroupViewProps) {
  const heading = useId();
  const { backbone, name, adapters } = group;
  return (
    <section className="library-group" aria-labelledby={heading}>
      <header className="library-group-head">
        <div className="library-group-text">
          <h3 id={heading}>{backbone === null ? library.notHere(name) : name}</h3>
          {backbone === null ? <p>{library.notHereHint}</p> : <BackboneFacts backbone={backbone} />}
        </div>
        {backbone !== null && <BackboneButtons backbone={backbone} onGone={onGone} />}
      </header>
      {adapters.length === 0 && <p className="library-none">{library.noAdapters}</p>}
      <ul className="library-cards">
        {adapters.map((adapter) => (
          <LibraryCard key={adapter.key} adapter={adapter} backbone={backbone} onGone={onGone} />
        ))}
      </ul>
    </section>
  );
}

function BackboneFacts({ backbone }: { readonly backbone: LibraryBackbone }) {
  const { architecture, parameters, bytes, scales, licence, entry } = backbone;
  const facts = [
    `${library.architecture[architecture]} ${scales.map((scale) => `×${scale}`).join(' ')}`,
    library.parameters(formatCount(parameters)),
    formatKilobytes(bytes),
    licence ?? library.licenceUnknown,
    comesFrom(entry),
  ];
  return <p>{facts.join(' · ')}</p>;
}

interface BackboneButtonsProps {
  readonly backbone: LibraryBackbone;
  readonly onGone: () => void;
}

function BackboneButtons({ backbone, onGone }: BackboneButtonsProps) {
  const { playground } = useParts();
  const store = useLibraryStore();
  const isChosen = usePlayground(({ chosenBackbone }) => chosenBackbone === backbone.id);
  const isReady = usePlayground(({ phase }) => phase === 'ready');
  const isInUse = useIsBackboneInUse();
  const { id, name } = backbone;

  const save = async () => {
    const file = await store.getState().backboneFile(backbone);
    if (file !== null) saveFile(file.blob, file.fileName);
  };
  const remove = async () => {
    if (id === null) return;
    await store.getState().deleteBackbone(id);
    onGone();
  };
  const cannot = isInUse || !isReady;
  const why = isInUse ? library.busy : undefined;
  return (
    <div className="library-buttons">
      {isChosen ? (
        <span className="library-in-use">{isReady ? library.inUse : library.loading}</span>
      ) : (
        <button
          type="button"
          className="button"
          aria-label={library.chooseNamed(name)}
          aria-disabled={cannot}
          title={why}
          onClick={() => {
            if (cannot) return;
            onGone();
            void playground.getState().chooseBackbone(id);
          }}
        >
          {library.use}
        </button>
      )}
      <button
        type="button"
        className="button button-quiet"
        aria-label={library.exportNamed(name)}
        onClick={() => void save()}
      >
        {library.export}
      </button>
      {id !== null && (
        <button
          type="button"
          className="button button-quiet button-alarm"
          aria-label={library.deleteNamed(name)}
          aria-disabled={isChosen && cannot}
          title={isChosen ? why : undefined}
          onClick={() => {
            if (!isChosen || !cannot) void remove();
          }}
        >
          {library.delete}
        </button>
      )}
    </div>
  );
}
