import { useEffect, useId, useRef } from 'react';
import type { AdapterSummary } from '../../engine/protocol';
import { groupedByTask, type Offer, type OfferGroup } from '../../state/choices';
import { formatDecibels } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';

/** A row for each adapter, by task, and for the backbone alone where no adapter is. */
export function ChoiceList() {
  const heading = useId();
  const offers = usePlayground((state) => state.offers);
  return (
    <>
      <h2 id={heading}>{strings.choices}</h2>
      <StartProgress />
      <div className="choices" role="radiogroup" aria-labelledby={heading}>
        {groupedByTask(offers).map((group) => (
          <ChoiceGroup key={group.task ?? ''} group={group} />
        ))}
      </div>
      <MeasuredOn offers={offers} />
    </>
  );
}

function ChoiceGroup({ group }: { readonly group: OfferGroup }) {
  const { playground } = useParts();
  const chosen = usePlayground((state) => state.chosen);
  return (
    <fieldset className="choice-group">
      <legend>{strings.task(group.task)}</legend>
      {group.offers.map((offer) => (
        <Choice
          key={offer.key}
          offer={offer}
          isChosen={offer.key === chosen}
          onChoose={() => void playground.getState().choose(offer.key)}
        />
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly offer: Offer;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Choice({ offer, isChosen, onChoose }: ChoiceProps) {
  const row = useRef<HTMLLabelElement>(null);
  // In the strip of a phone a sample may choose what is out of sight.
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isChosen]);
  return (
    <div className="choice-row">
      <label ref={row} className="choice">
        <input type="radio" name="choice" checked={isChosen} onChange={onChoose} />
        <ChoiceText offer={offer} />
      </label>
      {isChosen && offer.adapter !== null && <DetailsButton adapter={offer.adapter} />}
    </div>
  );
}

function DetailsButton({ adapter: { id, name } }: { readonly adapter: AdapterSummary }) {
  const { playground } = useParts();
  return (
    <button
      type="button"
      className="choice-details"
      title={strings.details}
      aria-label={strings.detailsOf(name)}
      onClick={() => playground.getState().showCard(id)}
    >
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <path d="M4.5 10h.01M10 10h.01M15.5 10h.01" strokeWidth="2.4" />
      </svg>
    </button>
  );
}

function ChoiceText({ offer }: { readonly offer: Offer }) {
  const { adapter } = offer;
  const backbone = usePlayground((state) => state.backbone?.id ?? '');
  const isOwn = usePlayground(({ own }) => adapter !== null && own.includes(adapter.id));
  if (adapter === null) {
    return (
      <span className="choice-text">
        <span className="choice-name">{strings.offerName(offer)}</span>{' '}
        <span className="choice-detail">{strings.backboneAloneDetail(backbone)}</span>
      </span>
    );
  }
  const { trainedFor, reached } = adapter;
  return (
    <span className="choice-text">
      <span className="choice-name">{strings.offerName(offer)}</span>{' '}
      {reached !== null && (
        <span className="choice-reached" title={reached.set}>
          {formatDecibels(reached.input)} → {formatDecibels(reached.adapter)} dB
        </span>
      )}{' '}
      <span className="choice-detail">
        {isOwn && <span className="choice-own">{strings.own}</span>} {trainedFor}
      </span>
    </span>
  );
}

function MeasuredOn({ offers }: { readonly offers: readonly Offer[] }) {
  const sets = new Set(offers.flatMap(({ adapter }) => adapter?.reached?.set ?? []));
  if (sets.size === 0) return null;
  return <p className="choices-note">{strings.measuredOn([...sets].join('; '))}</p>;
}

function StartProgress() {
  const phase = usePlayground((state) => state.phase);
  const loaded = usePlayground((state) => state.adapters.length);
  const expected = usePlayground((state) => state.adaptersExpected);
  if (phase === 'ready') return null;
  return (
    <p className="choices-start">
      {strings.phase[phase]}
      {phase === 'adapters' && ` ${loaded} / ${expected}`}
    </p>
  );
}
