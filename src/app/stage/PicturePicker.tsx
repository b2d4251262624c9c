import { useShallow } from 'zustand/react/shallow';
import { everyOffer, type Offer } from '../../state/adapters/offers';
import {
  comparisonOf,
  fidelityOf,
  isMeasurable,
  offerOfPicture,
} from '../../state/comparing/comparedPictures';
import { type PictureKey, photoKey, referenceKey, type Side } from '../../state/comparing/sides';
import { formatFidelity } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { ownPointers } from './gestures';

/** Names a side's picture, says how close it comes to the reference, and puts another in its place. */
export function PicturePicker({ side }: { readonly side: Side }) {
  const { playground } = useParts();
  const shown = usePlayground((state) => state.comparing.sides[side]);
  const name = usePictureName(shown);
  return (
    <div className={`picture picture-${side}`} {...ownPointers}>
      <label className="picture-picker" title={name}>
        <span className="picture-letter" aria-hidden="true">
          {strings.sideLetter[side]}
        </span>
        <span className="picture-name" aria-hidden="true">
          {name}
        </span>
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path d="M3 4.5 6 7.5l3-3" />
        </svg>
        <select
          aria-label={strings.side[side]}
          value={shown}
          onChange={({ target }) => void playground.getState().compare(side, target.value)}
        >
          <PictureOptions shown={shown} />
        </select>
      </label>
      <FidelityLine picture={shown} />
    </div>
  );
}

export function usePictureName(key: PictureKey): string {
  const { photo, reference } = useOwnNames();
  const restored = usePlayground((state) => {
    const offer = offerOfPicture(key, state) ?? state.comparing.offers[key];
    return offer === undefined ? '' : strings.offerName(offer);
  });
  if (key === photoKey) return photo;
  return key === referenceKey ? reference : restored;
}

/** What the photo and the reference are called. */
function useOwnNames() {
  const isDegraded = usePlayground((state) => state.original !== null);
  return isDegraded
    ? { photo: strings.degraded, reference: strings.original }
    : { photo: strings.photo, reference: strings.reference };
}

function PictureOptions({ shown }: { readonly shown: PictureKey }) {
  const names = useOwnNames();
  const facts = usePlayground(
    useShallow(({ offers, backbone, comparing, chosen, mixes, run }) => ({
      offers,
      backbone,
      comparing,
      chosen,
      mixes,
      running: run?.offer ?? null,
    })),
  );
  const { results, reference } = facts.comparing;
  const { running } = facts;
  const asked = offerOfPicture(shown, facts);
  // Kept results of adapters that are gone or renamed among them.
  const there = new Map<PictureKey, Offer>(results.map(({ offer }) => [offer.key, offer]));
  if (running !== null) there.set(running.key, running);
  if (asked !== null) there.set(asked.key, asked);
  const missing = everyOffer(facts).filter(({ key }) => !there.has(key));
  return (
    <>
      <option value={photoKey}>{names.photo}</option>
      {reference !== null && <option value={referenceKey}>{names.reference}</option>}
      <optgroup label={strings.restoredSoFar}>
        {[...there.values()].map((offer) => (
          <option key={offer.key} value={offer.key}>
            {strings.offerName(offer)}
          </option>
        ))}
      </optgroup>
      {missing.length > 0 && (
        <optgroup label={strings.restoreAndShow}>
          {missing.map((offer) => (
            <option key={offer.key} value={offer.key}>
              {strings.offerName(offer)}
            </option>
          ))}
        </optgroup>
      )}
    </>
  );
}

/** There as soon as there is a reference, so that nothing moves when the numbers come. */
function FidelityLine({ picture }: { readonly picture: PictureKey }) {
  const reference = usePlayground((state) => state.comparing.reference);
  const fidelity = usePlayground((state) => fidelityOf(picture, state));
  const fits = usePlayground((state) => isMeasurable(picture, state));
  const isEnlarged = usePlayground((state) => comparisonOf(picture, state).border > 0);
  if (reference === null) return null;
  if (picture === referenceKey) return <p className="picture-fidelity">{reference.name}</p>;
  const measured = fidelity && strings.fidelityHint[isEnlarged ? 'enlarged' : fidelity.channels];
  const hint = fits ? measured : strings.notMeasurable;
  return (
    <p className="picture-fidelity" title={hint}>
      {fidelity === undefined ? strings.notMeasured : formatFidelity(fidelity)}
    </p>
  );
}
