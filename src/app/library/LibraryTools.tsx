import { useId } from 'react';
import { type Ownership, ownerships } from '../../state/library/search';
import { FilesButton } from '../openFiles/FilesButton';
import { takeWeights } from '../openFiles/openFiles';
import { useParts } from '../playgroundContext';
import { library } from '../strings/library';
import { useLibrary } from './libraryContext';

interface LibraryToolsProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly ownership: Ownership;
  readonly onOwnership: (ownership: Ownership) => void;
}

/** What is looked for, and what comes in. */
export function LibraryTools(props: LibraryToolsProps) {
  const { query, onQuery, ownership, onOwnership } = props;
  const parts = useParts();
  const field = useId();
  const isImporting = useLibrary((state) => state.isImporting);
  return (
    <div className="library-tools">
      <search className="library-search">
        <label htmlFor={field} className="visually-hidden">
          {library.search}
        </label>
        <input
          className="text-field"
          id={field}
          type="search"
          placeholder={library.searchHint}
          value={query}
          onChange={({ target }) => onQuery(target.value)}
        />
      </search>
      <fieldset className="segments">
        <legend className="visually-hidden">{library.whose}</legend>
        {ownerships.map((value) => (
          <label key={value} className="segment">
            <input
              type="radio"
              name="ownership"
              checked={value === ownership}
              onChange={() => onOwnership(value)}
            />
            {library.ownership[value]}
          </label>
        ))}
      </fieldset>
      <div className="library-imports">
        <FilesButton
          kind="weights"
          hint={library.importHint}
          input={library.importFiles}
          onFiles={(files) => void takeWeights(parts, files)}
        >
          {library.import}
        </FilesButton>
        <FilesButton
          kind="folder"
          className="button button-quiet"
          input={library.importFolderInput}
          onFiles={(files) => void takeWeights(parts, files)}
        >
          {library.importFolder}
        </FilesButton>
      </div>
      <p className="library-importing" role="status">
        {isImporting && library.importing}
      </p>
    </div>
  );
}
