import { useId } from 'react';
import { adapterKey } from '../../state/adapters/mixes';
import type { LibraryAdapter, LibraryBackbone } from '../../state/library/libraryState';
import { fileNameOf } from '../../state/saving/fileNames';
import { formatCount, formatDecibels, formatKilobytes, formatShare } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { saveFile } from '../saveFile';
import { strings } from '../strings';
import { card } from '../strings/card';
import { library } from '../strings/library';
import { tune } from '../strings/tune';
import { useLibraryStore } from './libraryContext';
import { closeLibrary } from './libraryLoader';
import { useIsBackboneInUse } from './useIsBackboneInUse';
import { comesFrom } from './words';

interface LibraryCardProps {
  readonly adapter: LibraryAdapter;
  /** Null where the one that it was made for is not here. */
  readonly backbone: LibraryBackbone | null;
  readonly onGone: () => void;
}

/** What an adapter is, in short, and what can be done with it. */
export function LibraryCard({ adapter, backbone, onGone }: LibraryCardProps) {
  const heading = useId();
  const { facts, entry } = adapter;
  const { name, task, trainedFor, psnr, kind, parameters, bytes, licence } = facts;
  const count = formatCount(parameters);
  return (
    <li>
      <article className="library-card" aria-labelledby={heading}>
        <header>
          <h4 id={heading}>{name}</h4>
          <span className="library-task">{strings.task(task)}</span>
        </header>
        <p className="library-trained-for">{trainedFor}</p>
        <p className="library-psnr">
          {psnr === null ? (
            library.noNumbers
          ) : (
            <>
              <strong>
                {library.measured(formatDecibels(psnr.input), formatDecibels(psnr.adapter))}
              </strong>{' '}
              {psnr.set}
            </>
          )}
        </p>
        <dl className="library-facts">
          <dt>{card.kind}</dt>
          <dd>{tune.kinds[kind]}</dd>
          <dt>{library.parametersOf}</dt>
          <dd>
            {backbone === null
              ? count
              : library.share(count, formatShare(parameters / backbone.parameters))}
          </dd>
          <dt>{card.size}</dt>
          <dd>{formatKilobytes(bytes)}</dd>
          <dt>{card.licence}</dt>
          <dd>{licence}</dd>
          <dt>{card.from}</dt>
          <dd>{comesFrom(entry)}</dd>
        </dl>
        <CardButtons adapter={adapter} isUsable={backbone !== null} onGone={onGone} />
      </article>
    </li>
  );
}

interface CardButtonsProps {
  readonly adapter: LibraryAdapter;
  readonly isUsable: boolean;
  readonly onGone: () => void;
}

function CardButtons({ adapter, isUsable, onGone }: CardButtonsProps) {
  const { playground } = useParts();
  const { id, entry, file, facts } = adapter;
  const { name } = facts;
  const { showCard, duplicateAdapter, deleteAdapter } = playground.getState();
  const remove = async () => {
    if (id === null) return;
    await deleteAdapter(id);
    onGone();
  };
  return (
    <div className="library-buttons">
      {isUsable && <UseButton adapter={adapter} />}
      {id !== null && (
        <button
          type="button"
          className="button button-quiet"
          aria-label={strings.detailsOf(name)}
          onClick={() => showCard(id)}
        >
          {library.details}
        </button>
      )}
      <button
        type="button"
        className="button button-quiet"
        aria-label={library.exportNamed(name)}
        onClick={() => saveFile(file, fileNameOf(name, 'adapter', 'safetensors'))}
      >
        {library.export}
      </button>
      {id !== null && (
        <button
          type="button"
          className="button button-quiet"
          aria-label={library.duplicateNamed(name)}
          onClick={() => void duplicateAdapter(id, card.copyOf(name))}
        >
          {library.duplicate}
        </button>
      )}
      {entry !== null && (
        <button
          type="button"
          className="button button-quiet button-alarm"
          aria-label={library.deleteNamed(name)}
          onClick={() => void remove()}
        >
          {library.delete}
        </button>
      )}
    </div>
  );
}

function UseButton({ adapter }: { readonly adapter: LibraryAdapter }) {
  const store = useLibraryStore();
  const { id, facts } = adapter;
  const isChosen = usePlayground(({ chosen }) => id !== null && chosen === adapterKey(id));
  const isLoaded = usePlayground(({ adapters }) => adapters.some((other) => other.id === id));
  const isReady = usePlayground(({ phase }) => phase === 'ready');
  const isBackboneInUse = useIsBackboneInUse();
  if (isChosen) return <span className="library-in-use">{library.inUse}</span>;
  const needsOther = isBackboneInUse && !isLoaded;
  const cannot = !isReady || needsOther;
  const use = () => {
    if (cannot) return;
    closeLibrary();
    void store.getState().choose(adapter);
  };
  return (
    <button
      type="button"
      className="button"
      aria-label={library.chooseNamed(facts.name)}
      aria-disabled={cannot}
      title={needsOther ? library.busy : undefined}
      onClick={use}
    >
      {library.use}
    </button>
  );
}
