import { expect, test } from 'vitest';
import { testTuning } from '../../state/tuning/testTuning';
import { markup } from '../testRendering';
import { useIsBackboneInUse } from './useIsBackboneInUse';

function Shown() {
  return useIsBackboneInUse() ? 'in use' : 'free';
}

test('a backbone is in use while a mix of its adapters waits to be saved', async () => {
  let write: (file: Blob) => void = () => undefined;
  const mixedAdapter = () => new Promise<Blob>((resolve) => (write = resolve));
  const parts = await testTuning({ mixedAdapter });
  const state = () => parts.playground.getState();
  expect(markup(parts, <Shown />)).toBe('free');
  const saving = state().saveMix('both');
  expect(markup(parts, <Shown />)).toBe('in use');
  write(new Blob(['both']));
  await saving;
  expect(markup(parts, <Shown />)).toBe('free');
  expect(state().chosen).toBe('adapter:both');
});
