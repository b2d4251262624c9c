import { useShallow } from 'zustand/react/shallow';
import { sizeOfPicture } from '../../state/comparing/comparedPictures';
import { type MeasuredPicture, measuredPictures } from '../../state/lab/measured';
import { formatGain, formatPsnr, formatSize, formatSsim } from '../formats';
import { useParts, usePlayground } from '../playgroundContext';
import { strings } from '../strings';
import { lab as words } from '../strings/lab';

/** The degraded photo, and everything that was restored from it so far. */
export function MeasuredTable({ labelledBy }: { readonly labelledBy: string }) {
  const facts = usePlayground(
    useShallow(({ comparing, run, offers, backbone, photo }) => ({
      comparing,
      run,
      offers,
      backbone,
      photo,
    })),
  );
  const pictures = measuredPictures(facts);
  return (
    <>
      <table className="measured" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            <th scope="col">{words.picture}</th>
            <th scope="col">{words.psnr}</th>
            <th scope="col" title={words.gainHint}>
              {words.gain}
            </th>
            <th scope="col">{words.ssim}</th>
          </tr>
        </thead>
        <tbody>
          {pictures.map((picture) => (
            <Row key={picture.key} picture={picture} />
          ))}
        </tbody>
      </table>
      <Remarks pictures={pictures} />
    </>
  );
}

function Row({
  picture: { key, offer, fidelity, gain, fits },
}: {
  readonly picture: MeasuredPicture;
}) {
  const { playground } = useParts();
  const isShown = usePlayground(({ comparing }) => comparing.sides.b === key);
  const name = offer === null ? strings.degraded : strings.offerName(offer);
  const unknown = fits ? words.pending : '–';
  return (
    <tr aria-current={isShown}>
      <th scope="row">
        <button
          type="button"
          className="link"
          title={words.show(name)}
          onClick={() => void playground.getState().compare('b', key)}
        >
          {name}
        </button>
      </th>
      <td>{fidelity === null ? unknown : formatPsnr(fidelity.psnr)}</td>
      <td>{gain === null ? '' : formatGain(gain)}</td>
      <td>{fidelity === null ? '' : fidelity.ssim === null ? '–' : formatSsim(fidelity.ssim)}</td>
    </tr>
  );
}

function Remarks({ pictures }: { readonly pictures: readonly MeasuredPicture[] }) {
  const comparing = usePlayground((state) => state.comparing);
  const photo = usePlayground((state) => state.photo);
  const { reference } = comparing;
  if (reference === null || photo === null) return null;
  const scale = reference.width / photo.width;
  const channels = new Set(pictures.map(({ fidelity }) => fidelity?.channels));
  const apart = pictures.flatMap(({ key, offer, fits }) => {
    const size = fits ? null : sizeOfPicture(key, { photo, comparing });
    if (size === null || offer === null) return [];
    return [{ key, name: strings.offerName(offer), size: formatSize(size.width, size.height) }];
  });
  const original = formatSize(reference.width, reference.height);
  return (
    <>
      {apart.map(({ key, name, size }) => (
        <p key={key} className="lab-note">
          {words.noFigure(name, size, original)}
        </p>
      ))}
      {channels.has('rgb') && <p className="lab-note">{words.overRgb}</p>}
      {channels.has('y') && (
        <p className="lab-note">{scale > 1 ? words.overLuma(scale) : words.overLumaForRain}</p>
      )}
    </>
  );
}
