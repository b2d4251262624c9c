import { PhotoError } from '../../engine/errors';
import type { RestoreReport } from '../../engine/protocol';
import type { Rectangle, RgbaImage } from '../../imaging/rgbaImage';
import { asTrained, blendedKey, chosenAs, chosenKey, partsOfKey } from '../adapters/mixes';
import { lastingName, type Offer, offerUnder } from '../adapters/offers';
import { keepResult, keptResult, seeRun, settleSides, showResult } from '../comparing/comparing';
import type { PictureKey } from '../comparing/sides';
import { estimate } from '../photo/estimating';
import { pixelsOf } from '../photo/photoPixels';
import type { Photo } from '../photo/pictures';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { PlaygroundActions } from '../playground/playgroundActions';
import type { Run } from '../playground/session';

/** Choosing what to restore with, restoring and cancelling. */
export function restoringActions(
  context: Context,
): Pick<PlaygroundActions, 'choose' | 'restore' | 'cancel'> {
  const { pictures, session, set, get } = context;

  return {
    async choose(row) {
      set({ notice: null });
      const key = blendedKey(row, get().blends[row] ?? asTrained);
      const offer = offerUnder(key, get());
      if (offer !== null) rememberChoice(context, offer);
      const kept = offer === null ? null : keptResult(context, offer);
      if (kept === null) await take(context, key);
      else showResult(context, kept);
    },

    async restore() {
      const offer = chosenOffer(context);
      const photo = pictures.photo;
      get().cancel();
      if (get().phase !== 'ready' || offer === null || photo === null) return;
      // The photo on screen is being decoded: its opening ends in a restoration of its own.
      if (session.previous !== null) return;
      const run: Run = {
        id: ++session.runsStarted,
        abort: new AbortController(),
        beneath: otherBlend(context, offer),
        failure: null,
      };
      session.run = run;
      set({ run: { offer, progress: null }, runFailed: false });
      if (run.beneath === null) seeRun(context, offer.key);
      try {
        const report = await runThrough(context, run, photo, offer);
        if (session.run !== run) return;
        pictures.finish(run.id);
        set({ run: null, result: { offer, report } });
        keepResult(context, { offer, report });
      } catch (error) {
        // Cancelling has already cleaned up after a run that is no longer the current one.
        if (session.run !== run) return;
        pictures.drop(run.id);
        set({ run: null, runFailed: true, notice: noticeOf(run.failure ?? error) });
        settleSides(context);
      } finally {
        if (session.run === run) session.run = null;
      }
    },

    cancel() {
      const run = session.run;
      if (run === null) return;
      session.run = null;
      run.abort.abort();
      pictures.drop(run.id);
      set({ run: null });
      settleSides(context);
    },
  };
}

/**
 * Makes an offer the chosen one, blended as its key says; with a photo on screen that means to
 * restore it.
 */
export async function take(context: Context, key: string): Promise<void> {
  const { pictures, session, set, get } = context;
  session.wish = null;
  set(chosenAs(key, get().blends));
  if (get().phase !== 'ready') return;
  if (pictures.photo !== null) return get().restore();
  try {
    const offer = offerUnder(key, get());
    if (offer !== null) await select(context, offer, () => chosenKey(get()) === key);
    await warmUp(context);
  } catch (error) {
    if (chosenKey(get()) !== key) return;
    set({ ...chosenAs(session.selected, get().blends), notice: noticeOf(error) });
  }
}

/** For the next visit. */
export function rememberChoice({ settings, get }: Context, offer: Offer): void {
  const { backbone } = get();
  if (backbone === null) return;
  const { lastChoices } = settings.read();
  settings.write({ lastChoices: { ...lastChoices, [backbone.id]: lastingName(offer) } });
}

function chosenOffer({ get }: Context): Offer | null {
  return offerUnder(chosenKey(get()), get());
}

/** What is on B where it is a result of the offer's own row, but not of this offer. */
function otherBlend({ pictures, get }: Context, { key }: Offer): PictureKey | null {
  const { b } = get().comparing.sides;
  const isOther = b !== key && partsOfKey(b).row === partsOfKey(key).row;
  return isOther && pictures.hasResult(b) ? b : null;
}

/**
 * Selections are asked for one by one, so that the last one wished is the last one made.
 *
 * @param isWanted asked when its turn has come: something newer may have taken its place.
 */
function select(context: Context, offer: Offer, isWanted: () => boolean): Promise<void> {
  const { engine, session, set } = context;
  const turn = session.selecting.then(async () => {
    if (session.selected === offer.key || !isWanted()) return;
    const swap = await engine.select(offer.choice);
    session.selected = offer.key;
    set({ swap });
  });
  // The failure belongs to whoever asked; the next in the queue only waits for the end.
  session.selecting = turn.then(
    () => undefined,
    () => undefined,
  );
  return turn;
}

/** So that the first tile does not wait for pipelines; at once where they are there. */
async function warmUp({ engine, session, set }: Context): Promise<void> {
  session.warmUps++;
  set({ warming: true });
  try {
    session.glimpseSide = (await engine.warmUp()).glimpseSide;
  } finally {
    session.warmUps--;
    set({ warming: session.warmUps > 0 });
  }
}

async function runThrough(
  context: Context,
  run: Run,
  photo: Photo,
  offer: Offer,
): Promise<RestoreReport> {
  const { engine, pictures, session, set } = context;
  const isCurrent = () => session.run === run;
  // While it waits, the rail may be on its way to another blend: the run keeps its own.
  await select(context, offer, isCurrent);
  run.abort.signal.throwIfAborted();
  await warmUp(context);
  const wasMissing = photo.pixels === null;
  const image = await pixelsOf(context, photo);
  if (wasMissing && pictures.photo === photo) void estimate(context);
  run.abort.signal.throwIfAborted();
  return engine.restore({
    image,
    ...focusOn(context.visible(), image),
    signal: run.abort.signal,
    onStart: ({ width, height }) => {
      if (isCurrent()) {
        makeRoom(context, run, offer.key, { width, height }, image.colorSpace);
      }
    },
    onTile: (tile) => pictures.paste(run.id, tile),
    onProgress: (progress) => {
      if (isCurrent()) set({ run: { offer, progress } });
    },
  });
}

/** An error thrown in a call from the worker would be lost there: it ends the run here. */
function makeRoom(
  context: Context,
  run: Run,
  key: string,
  { width, height }: { readonly width: number; readonly height: number },
  colorSpace: RgbaImage['colorSpace'],
): void {
  const { pictures, get } = context;
  try {
    pictures.begin(run.id, key, width, height, colorSpace, run.beneath);
    if (run.beneath !== null && get().comparing.sides.b === run.beneath) seeRun(context, key);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    run.failure = new PhotoError(
      `There is not enough memory for a result of ${width} × ${height} pixels.`,
      'Close other tabs, or restore a smaller photo.',
    );
    run.abort.abort();
  }
}

/** The part of a picture that is on screen, in its pixels. */
export function focusOn(
  visible: Rectangle | null,
  { width, height }: RgbaImage,
): { readonly focus?: Rectangle } {
  if (visible === null) return {};
  const x = Math.floor(visible.x * width);
  const y = Math.floor(visible.y * height);
  const right = Math.ceil((visible.x + visible.width) * width);
  const bottom = Math.ceil((visible.y + visible.height) * height);
  return { focus: { x, y, width: right - x, height: bottom - y } };
}
