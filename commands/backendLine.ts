import type { BackendReport } from '../src/engine/protocol.ts';

/** Says what computes, and why nothing better does. */
export function backendLine({ name, device, passedOver }: BackendReport): string {
  const reasons = passedOver.map(({ name: other, reason }) => `\n  not ${other}: ${reason}`);
  return `Runs on ${name}${device === '' ? '' : ` (${device})`}${reasons.join('')}`;
}
