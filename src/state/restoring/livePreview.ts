import type { Rectangle } from '../../imaging/rgbaImage';
import { chosenRow, isSameApplied } from '../adapters/mixes';
import { chosenOffer, type Offer } from '../adapters/offers';
import type { PictureKey } from '../comparing/sides';
import { handleOf, withHandle } from '../photo/photoPixels';
import type { Context } from '../playground/context';
import { focusOn } from './restoring';

/**
 * While a strength is being found: shows what is looked at with it at once, where the device is fast
 * enough for that. Of several that are asked for meanwhile only the last one is restored; a run with
 * another strength ends, which the next would end anyhow.
 *
 * @throws whatever the engine does, once: the restoration that follows meets it again.
 */
export async function livePreview(context: Context, offer: Offer): Promise<void> {
  const { session, get } = context;
  // This code is loaded late: by then the slider may be elsewhere, or what it was moved to be running.
  const isRunning = isSameApplied(get().run?.offer ?? null, offer);
  const isLate = isRunning || !isSameApplied(chosenRow(get()), offer);
  if (isLate || resultUnder(context, offer) === null) return;
  if (session.run !== null) get().cancel();
  const isAtWork = session.wantedLivePreview !== null;
  session.wantedLivePreview = offer;
  if (isAtWork) return;
  try {
    let shown = offer;
    await show(context, shown);
    while (session.wantedLivePreview !== shown) {
      shown = session.wantedLivePreview;
      await show(context, shown);
    }
  } finally {
    session.wantedLivePreview = null;
  }
}

async function show(context: Context, offer: Offer): Promise<void> {
  const { engine, pictures, session, visible, get } = context;
  const key = resultUnder(context, offer);
  const { photo } = pictures;
  if (key === null || photo === null || session.run !== null) return;
  const { width, height } = await handleOf(context, photo);
  const { focus = { x: 0, y: 0, width, height } } = focusOn(visible(), { width, height });
  const area = middleOf(focus, session.livePreviewSide ?? 0, { width, height });
  const bitmap = await withHandle(context, photo, (handle) =>
    engine.livePreview(handle, area, offer.choice),
  );
  const isSamePhoto = pictures.photo === photo;
  const isMovedBack = chosenOffer(get())?.key === key;
  const isLate = session.run !== null || resultUnder(context, offer) !== key;
  if (!isSamePhoto || isMovedBack || isLate) return bitmap.close();
  pictures.showLivePreview({ bitmap, key, x: area.x * offer.scale, y: area.y * offer.scale });
}

/**
 * Key of the result on B that the offer is another mix of, also where a run is about to take its
 * place; null where there is none, or no live previews.
 */
function resultUnder({ pictures, session, get }: Context, offer: Offer): PictureKey | null {
  const { comparing, phase } = get();
  const { a, b } = comparing.sides;
  const key = session.run === null ? b : session.run.beneath;
  if (session.livePreviewSide === null || session.livePreviewsFailed || phase !== 'ready')
    return null;
  if (key === null || key === a || !pictures.hasResult(key)) return null;
  const under = comparing.offers[key];
  // Others run through pipelines that may not be there yet.
  const isAlike = under?.row === offer.row && under.mix.second?.id === offer.mix.second?.id;
  return isAlike ? key : null;
}

/** What lies in the middle of an area, no side longer than `most`, and inside the photo. */
function middleOf(
  area: Rectangle,
  most: number,
  photo: { readonly width: number; readonly height: number },
): Rectangle {
  const along = (start: number, length: number, whole: number) => {
    const size = Math.min(most, length, whole);
    const from = Math.round(start + (length - size) / 2);
    return [Math.min(Math.max(0, from), whole - size), size] as const;
  };
  const [x, width] = along(area.x, area.width, photo.width);
  const [y, height] = along(area.y, area.height, photo.height);
  return { x, y, width, height };
}
