import type { SettingsStore } from '../playground/settings';
import type { ViewStore } from './viewStore';

/** Two pictures are compared as they last were, also on the next visit. */
export function rememberMode(view: ViewStore, settings: SettingsStore): void {
  view.getState().setMode(settings.read().mode);
  view.subscribe(({ mode }, before) => {
    if (mode !== before.mode) settings.write({ mode });
  });
}
