import { mixCandidates } from '../../state/adapters/mixCandidates';
import { appliedRow, asTrained, type Mix } from '../../state/adapters/mixes';
import { type Offer, offerOf } from '../../state/adapters/offers';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { tune } from '../strings/tune';
import './mix.css';
import { StrengthSlider } from './StrengthSlider';

const words = strings.mix;

/** How strongly the chosen adapter is applied, and what is mixed in. @param row of the rail. */
export default function MixControls({ row }: { readonly row: Offer }) {
  const { playground } = useParts();
  const mix = usePlayground(({ mixes }) => mixes[row.key] ?? asTrained);
  const offers = usePlayground((state) => state.offers);
  const change = (changes: Partial<Mix>) =>
    void playground.getState().setMix({ ...mix, ...changes });
  const mixedIn = mix.second;
  const second = offers.find(({ adapter }) => adapter?.id === mixedIn?.id)?.adapter ?? null;
  return (
    <fieldset className="mix" aria-label={words.label}>
      <StrengthSlider
        adapter={row.adapter?.name ?? ''}
        isAlone={second === null}
        strength={mix.strength}
        onChange={(strength) => change({ strength })}
      />
      {mixedIn === null || second === null ? (
        <MixMenu row={row} onMix={(id) => change({ second: { id, strength: 100 } })} />
      ) : (
        <>
          <StrengthSlider
            adapter={second.name}
            isAlone={false}
            strength={mixedIn.strength}
            onChange={(strength) => change({ second: { ...mixedIn, strength } })}
          />
          <MixActions row={row} second={second.name} onRemove={() => change({ second: null })} />
        </>
      )}
    </fieldset>
  );
}

interface MixMenuProps {
  readonly row: Offer;
  readonly onMix: (id: string) => void;
}

/** The system's own list behind what looks like a quiet button. */
function MixMenu({ row, onMix }: MixMenuProps) {
  const offers = usePlayground((state) => state.offers);
  const { fitting, ofOtherKinds } = mixCandidates(row, offers);
  if (fitting.length === 0 && ofOtherKinds.length === 0) return null;
  const option = ({ adapter, key }: Offer) => (
    <option key={key} value={adapter?.id}>
      {adapter?.name}
    </option>
  );
  return (
    <label className="mix-add">
      <span aria-hidden="true">{words.mixWith}</span>
      <select
        aria-label={words.mixWith}
        value=""
        onChange={({ target }) => target.value !== '' && onMix(target.value)}
      >
        <option value="">{words.mixWith}</option>
        {fitting.map(option)}
        {ofOtherKinds.length > 0 && row.adapter !== null && (
          <optgroup label={words.otherKinds(tune.kinds[row.adapter.kind])} disabled>
            {ofOtherKinds.map(option)}
          </optgroup>
        )}
      </select>
    </label>
  );
}

interface MixActionsProps {
  readonly row: Offer;
  /** Name of what is mixed in. */
  readonly second: string;
  readonly onRemove: () => void;
}

function MixActions({ row, second, onRemove }: MixActionsProps) {
  const { playground } = useParts();
  const isSaving = usePlayground((state) => state.savingMix);
  const save = () => {
    const { mixes, ...facts } = playground.getState();
    const offer = offerOf(appliedRow(row.key, mixes), facts);
    if (offer !== null) void playground.getState().saveMix(strings.offerName(offer));
  };
  return (
    <div className="mix-actions">
      <p className="mix-note">{words.note}</p>
      <button
        type="button"
        className="button button-quiet"
        aria-label={words.remove(second)}
        title={words.remove(second)}
        onClick={onRemove}
      >
        {words.removeShort}
      </button>
      <button
        type="button"
        className="button"
        title={words.saveHint}
        aria-disabled={isSaving}
        onClick={save}
      >
        {isSaving ? strings.saving : words.save}
      </button>
    </div>
  );
}
