import { expect, test } from 'vitest';
import { degraded, until } from '../../state/lab/testLab';
import { createViewStore } from '../../state/view/viewStore';
import { toggleErrorMap } from './errorMap';

test('the error map is that of the result as it is, and nothing is restored for it', async () => {
  const { playground, pictures, restorations, finishRun, state } = await degraded();
  const half = { strength: 50, second: null };
  void state().setMix(half);
  await until(() => restorations.length > 2);
  await finishRun(55);
  await state().compare('b', 'reference');
  const view = createViewStore();
  await toggleErrorMap({ playground, view });
  expect(view.getState().mode).toBe('difference');
  expect(pictures.sides).toEqual({ a: 'reference', b: 'adapter:denoise@50' });
  expect(state()).toMatchObject({ run: null, mixes: { 'adapter:denoise': half } });
  expect(restorations).toHaveLength(3);
  await toggleErrorMap({ playground, view });
  expect(view.getState().mode).toBe('split');
  expect(pictures.sides).toEqual({ a: 'photo', b: 'adapter:denoise@50' });
});
