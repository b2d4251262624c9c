import { useEffect, useId, useRef } from 'react';
import type { AdapterSummary } from '../../engine/protocol';
import { groupedByTask, type Offer, type OfferGroup } from '../../state/adapters/offers';
import { formatDecibels } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { reasonsText } from '../strings/suggest';
import { type Finding, useFinding } from './useFinding';

/** A row for each adapter, by task, and for the backbone alone where no adapter is. */
export function ChoiceList() {
  const heading = useId();
  const offers = usePlayground((state) => state.offers);
  const finding = useFinding();
  return (
    <>
      <h2 id={heading}>{strings.choices}</h2>
      <StartProgress />
      <div className="choices" role="radiogroup" aria-labelledby={heading}>
        {groupedByTask(offers).map((group) => (
          <ChoiceGroup key={group.task ?? ''} group={group} finding={finding} />
        ))}
      </div>
      <MeasuredOn offers={offers} />
    </>
  );
}

interface ChoiceGroupProps {
  readonly group: OfferGroup;
  readonly finding: Finding | null;
}

function ChoiceGroup({ group, finding }: ChoiceGroupProps) {
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
          mark={offer.key === finding?.suggestion?.key ? markOf(finding) : null}
          onChoose={() => void playground.getState().choose(offer.key)}
        />
      ))}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly offer: Offer;
  readonly isChosen: boolean;
  /** Why it is likely to help, where it is. */
  readonly mark: string | null;
  readonly onChoose: () => void;
}

function Choice({ offer, isChosen, mark, onChoose }: ChoiceProps) {
  const row = useRef<HTMLLabelElement>(null);
  // In the strip of a phone a sample may choose what is out of sight.
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isChosen]);
  return (
    <div className="choice-row">
      <label ref={row} className="choice" title={mark ?? undefined}>
        <input type="radio" name="choice" checked={isChosen} onChange={onChoose} />
        <ChoiceText offer={offer} />
        {mark !== null && <Mark text={mark} />}
      </label>
      {isChosen && offer.adapter !== null && <DetailsButton adapter={offer.adapter} />}
    </div>
  );
}

function markOf({ suggestion, estimates }: Finding): string | null {
  return suggestion && strings.suggest.mark(reasonsText(suggestion.reasons, estimates));
}

/** Below the radio, where there is room: a row that grew would move those after it. */
function Mark({ text }: { readonly text: string }) {
  return (
    <span className="choice-mark">
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path d="M8 1.5 9.6 6.4 14.5 8 9.6 9.6 8 14.5 6.4 9.6 1.5 8l4.9-1.6z" />
      </svg>
      <span className="visually-hidden">{text}</span>
    </span>
  );
}

function DetailsButton({ adapter: { id, name } }: { readonly adapter: AdapterSummary }) {
  const { playground } = useParts();
  return (
    <button
      type="button"
      className="icon-button choice-details"
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
