import { type BackendName, backendNames } from '../engine/protocol';

/** `?backend=wasm` asks for one backend, to compare them; else the engine takes the best. */
export function requestedBackend(page: URL): BackendName | null {
  const asked = page.searchParams.get('backend');
  return backendNames.find((name) => name === asked) ?? null;
}
