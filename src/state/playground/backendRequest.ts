import { type BackendName, backendNames, type Precision, precisions } from '../../engine/protocol';

/** `?backend=wasm` asks for one backend, to compare them; else the engine takes the best. */
export function requestedBackend(page: URL): BackendName | null {
  const asked = page.searchParams.get('backend');
  return backendNames.find((name) => name === asked) ?? null;
}

/** `?precision=f32` asks for 32 or 16 bits, to compare them; else the engine chooses. */
export function requestedPrecision(page: URL): Precision | null {
  const asked = page.searchParams.get('precision');
  return precisions.find((name) => name === asked) ?? null;
}
