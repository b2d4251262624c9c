import { offerOfRow } from '../../state/adapters/offers';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { estimatesText } from '../strings/suggest';
import { type Finding, useFinding } from './useFinding';

const { suggest } = strings;

/** What we found, and what is likely to help; that is chosen by a click alone. */
export function FindingLine() {
  const hasPhoto = usePlayground((state) => state.photo !== null);
  const finding = useFinding();
  const withoutFinding = usePlayground(({ estimating, original }) => {
    if (estimating) return suggest.looking;
    return original === null ? suggest.unknown : suggest.damaged;
  });
  // There from the start, so that nothing moves when it is known.
  if (!hasPhoto) return null;
  return (
    <section className="rail-finding" aria-label={suggest.label} title={suggest.hint}>
      {finding === null ? (
        <p>{withoutFinding}</p>
      ) : (
        <>
          <p className="finding-estimates">{textOf(finding)}</p>
          <p>
            <Advice finding={finding} />
          </p>
        </>
      )}
    </section>
  );
}

function textOf({ estimates, symptoms, suggestion }: Finding): string {
  return estimatesText(estimates, symptoms, suggestion?.reasons.includes('small') ?? false);
}

function Advice({ finding: { suggestion, symptoms } }: { readonly finding: Finding }) {
  const { playground } = useParts();
  const chosen = usePlayground((state) => state.chosen);
  const offer = usePlayground((state) => offerOfRow(suggestion?.key ?? null, state));
  if (offer === null) {
    return Object.values(symptoms).includes('strong') ? suggest.noAdapter : suggest.nothing;
  }
  const name = strings.offerName(offer);
  return (
    <>
      {suggest.likely}{' '}
      {offer.key === chosen ? (
        <strong>{name}</strong>
      ) : (
        <button
          type="button"
          className="link"
          onClick={() => void playground.getState().choose(offer.key)}
        >
          {name}
        </button>
      )}
    </>
  );
}
