import { PhotoError } from '../../engine/errors';
import type { RestoreReport } from '../../engine/protocol';
import type { Rectangle, RgbaImage } from '../../imaging/rgbaImage';
import { appliedRow } from '../adapters/mixes';
import { chosenOffer, type Offer, offerOf } from '../adapters/offers';
import {
  keepResult,
  keptResult,
  settleSides,
  showResult,
  showRun,
} from '../comparing/changingSides';
import { change } from '../comparing/measuring';
import type { PictureKey } from '../comparing/sides';
import { estimate } from '../photo/estimating';
import { handleOf, isMissing, withHandle } from '../photo/photoPixels';
import type { Photo } from '../photo/pictures';
import type { Context } from '../playground/context';
import { noticeOf } from '../playground/notice';
import type { PlaygroundActions } from '../playground/playgroundActions';
import type { Restoration } from '../playground/session';
import { chooseAndRestore, rememberChoice } from './choosing';
import { select, warmUp } from './selecting';

/** Choosing what to restore with, restoring and cancelling. */
export function restoringActions(
  context: Context,
): Pick<PlaygroundActions, 'choose' | 'restore' | 'cancel'> {
  const { pictures, session, set, get } = context;

  return {
    async choose(row) {
      set({ notice: null });
      const applied = appliedRow(row, get().mixes);
      const offer = offerOf(applied, get());
      if (offer !== null) rememberChoice(context, offer);
      const kept = offer === null ? null : keptResult(context, offer);
      if (kept === null) await chooseAndRestore(context, applied);
      else showResult(context, kept);
    },

    async restore() {
      const offer = chosenOffer(get());
      const photo = pictures.photo;
      get().cancel();
      if (get().phase !== 'ready' || offer === null || photo === null) return;
      // The photo on screen is being decoded: its opening ends in a restoration of its own.
      if (session.previous !== null) return;
      const run: Restoration = {
        id: ++session.runsStarted,
        abort: new AbortController(),
        beneath: otherMixOnB(context, offer),
        failure: null,
      };
      session.run = run;
      set({ run: { offer, progress: null }, runFailed: false });
      change(context, { offers: { ...get().comparing.offers, [offer.key]: offer } });
      if (run.beneath === null) showRun(context, offer.key);
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

/** What is on B where it is a result of the offer's own row, applied otherwise. */
function otherMixOnB({ pictures, get }: Context, { key, row }: Offer): PictureKey | null {
  const { sides, offers } = get().comparing;
  const { b } = sides;
  const isOther = b !== key && offers[b]?.row === row;
  return isOther && pictures.hasResult(b) ? b : null;
}

async function runThrough(
  context: Context,
  run: Restoration,
  photo: Photo,
  offer: Offer,
): Promise<RestoreReport> {
  const { engine, pictures, session, set } = context;
  const isCurrent = () => session.run === run;
  // While it waits, the slider may be on its way to another strength: the run keeps its own.
  await select(context, offer, isCurrent);
  run.abort.signal.throwIfAborted();
  await warmUp(context);
  const wasMissing = isMissing(photo);
  await handleOf(context, photo);
  if (wasMissing && pictures.photo === photo) void estimate(context);
  return await withHandle(context, photo, (handle) => {
    run.abort.signal.throwIfAborted();
    return engine.restore({
      photo: handle,
      ...focusOn(context.visible(), handle),
      signal: run.abort.signal,
      onStart: ({ width, height }) => {
        if (isCurrent()) {
          makeRoom(context, run, offer.key, { width, height }, handle.colorSpace);
        }
      },
      onTile: (tile) => pictures.paste(run.id, tile),
      onProgress: (progress) => {
        if (isCurrent()) set({ run: { offer, progress } });
      },
    });
  });
}

/** An error thrown in a call from the worker would be lost there: it ends the run here. */
function makeRoom(
  context: Context,
  run: Restoration,
  key: string,
  { width, height }: { readonly width: number; readonly height: number },
  colorSpace: RgbaImage['colorSpace'],
): void {
  const { pictures, get } = context;
  try {
    pictures.begin(run.id, key, width, height, colorSpace, run.beneath);
    if (run.beneath !== null && get().comparing.sides.b === run.beneath) showRun(context, key);
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
  { width, height }: Pick<RgbaImage, 'width' | 'height'>,
): { readonly focus?: Rectangle } {
  if (visible === null) return {};
  const x = Math.floor(visible.x * width);
  const y = Math.floor(visible.y * height);
  const right = Math.ceil((visible.x + visible.width) * width);
  const bottom = Math.ceil((visible.y + visible.height) * height);
  return { focus: { x, y, width: right - x, height: bottom - y } };
}
