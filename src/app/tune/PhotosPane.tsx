import { useId } from 'react';
import type { PhotoSource } from '../../state/tuning/photoEntries';
import { useParts, useTuning } from '../playgroundContext';
import { strings } from '../strings';
import { tune } from '../strings/tune';
import { PhotoAdders } from './PhotoAdders';
import { PhotoList } from './PhotoList';

const sources: readonly PhotoSource[] = ['clean', 'pairs'];

/** What there is to learn from. */
export function PhotosPane() {
  const { tuning } = useParts();
  const heading = useId();
  const source = useTuning((state) => state.source);
  return (
    <section className="tune-pane" aria-labelledby={heading}>
      <h3 id={heading}>{tune.photos}</h3>
      <fieldset className="segments">
        <legend className="visually-hidden">{tune.source}</legend>
        {sources.map((name) => (
          <label key={name} className="segment">
            <input
              type="radio"
              name="photo-source"
              checked={name === source}
              onChange={() => tuning.getState().setSource(name)}
            />
            {tune.sources[name]}
          </label>
        ))}
      </fieldset>
      <p className="tune-hint">{tune.sourceHint[source]}</p>
      {source === 'clean' ? (
        <PhotoAdders photoRole={null} />
      ) : (
        <div className="pair-adders">
          <PhotoAdders photoRole="damaged" />
          <PhotoAdders photoRole="clean" />
        </div>
      )}
      <PhotoList />
      <p className="tune-hint tune-privacy">{strings.privacy}</p>
    </section>
  );
}
