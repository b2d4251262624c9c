import type { AdapterKind } from '../../files/adapterKind';
import type { Network } from '../network';

/**
 * Backbone modules that a fresh adapter of this kind trains its own copy of: the last ones on the
 * way through the head, and every block where the blocks themselves are trained.
 */
export function carriedModules(
  network: Network,
  kind: AdapterKind,
  head: string,
): readonly string[] {
  const last = network.lastModules(head);
  return kind === 'full' ? [...network.adaptedBlocks, ...last] : last;
}

/** Of anything by parameter name, what belongs to these modules. */
export function parametersUnder<Value>(
  modules: readonly string[],
  parameters: ReadonlyMap<string, Value>,
): Map<string, Value> {
  const isUnder = (name: string) => modules.some((module) => name.startsWith(`${module}.`));
  return new Map([...parameters].filter(([name]) => isUnder(name)));
}
