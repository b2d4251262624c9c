import type { AdapterSummary } from '../../engine/protocol';
import type { Context } from '../playground/context';
import { adapterKey, withoutAdapter } from './mixes';
import { offersOf } from './offers';

/**
 * Adds a loaded adapter, or puts it in place of the one with its id.
 *
 * @param at its place in the list; left out: the end.
 */
export function addAdapter(
  context: Context,
  adapter: AdapterSummary,
  file: Blob,
  at = Number.POSITIVE_INFINITY,
): void {
  const known = context.get().adapters;
  const place = known.findIndex(({ id }) => id === adapter.id);
  const adapters =
    place === -1
      ? [...known.slice(0, at), adapter, ...known.slice(at)]
      : known.with(place, adapter);
  context.session.files.set(adapter.id, file);
  show(context, adapters);
}

/** Another adapter takes the place of one, and its choice. */
export function replaceAdapter(
  context: Context,
  id: string,
  adapter: AdapterSummary,
  file: Blob,
): void {
  const { session, get, set } = context;
  session.files.delete(id);
  session.files.set(adapter.id, file);
  show(
    context,
    get().adapters.map((other) => (other.id === id ? adapter : other)),
  );
  forgetSelected(context, id);
  set({ mixes: withoutAdapter(get().mixes, id, adapter.id) });
  if (get().chosen === adapterKey(id)) set({ chosen: adapterKey(adapter.id) });
}

/** Takes an adapter off the list; where it was the chosen one, its neighbour is now. */
export function dropAdapter(context: Context, id: string): void {
  const { session, get, set } = context;
  const key = adapterKey(id);
  const place = get().offers.findIndex((offer) => offer.key === key);
  session.files.delete(id);
  show(
    context,
    get().adapters.filter((other) => other.id !== id),
  );
  forgetSelected(context, id);
  set({ mixes: withoutAdapter(get().mixes, id, null) });
  if (get().chosen !== key) return;
  const { offers } = get();
  set({ chosen: offers[Math.min(place, offers.length - 1)]?.key ?? null });
}

/** The engine no longer has selected what an adapter takes part in. */
export function forgetSelected({ session }: Context, id: string): void {
  const { selected } = session;
  if (selected?.row === adapterKey(id) || selected?.mix.second?.id === id) session.selected = null;
}

function show({ get, set }: Context, adapters: readonly AdapterSummary[]): void {
  // What the backbone alone is offered for is known only once all adapters are there.
  const backbone = get().phase === 'ready' ? get().backbone : null;
  set({ adapters, offers: offersOf(backbone, adapters) });
}
