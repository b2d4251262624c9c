import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { StoreApi } from 'zustand/vanilla';
import { PlaygroundContext, type PlaygroundParts } from './playgroundContext';

/** For tests only: the markup of what needs these parts alone, as their stores stand now. */
export function markup(
  { playground, tuning }: Pick<PlaygroundParts, 'playground' | 'tuning'>,
  children: ReactNode,
): string {
  const parts = { playground: asItIs(playground), tuning: asItIs(tuning) } as PlaygroundParts;
  return renderToStaticMarkup(<PlaygroundContext value={parts}>{children}</PlaygroundContext>);
}

/** Rendering to a string reads what a store began with. */
function asItIs<S>(store: StoreApi<S>): StoreApi<S> {
  return { ...store, getInitialState: store.getState };
}
