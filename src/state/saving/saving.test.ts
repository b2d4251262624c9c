import { expect, test, vi } from 'vitest';
import { defaultSettings } from '../playground/settings';
import { settled, testPlayground } from '../playground/testPlayground';

const photo = new File(['photo'], 'IMG 1.jpeg');

/** A restored photo, and every request to encode it. */
async function restored() {
  const encode = vi.fn(
    async ({ encoding }: { readonly encoding: { readonly format: string } }) => ({
      blob: new Blob([encoding.format]),
      isFlattened: false,
      leftOut: [],
    }),
  );
  const parts = testPlayground({ encode });
  const state = () => parts.playground.getState();
  await state().begin();
  void state().openPhoto(photo);
  await settled();
  const [restoration] = parts.restorations;
  restoration?.start();
  restoration?.tile(100);
  restoration?.finish();
  await settled();
  return { ...parts, encode, state };
}

test('a result is encoded once, for its size and to be saved', async () => {
  const { encode, state } = await restored();
  const measured = await state().prepareResult(state().output);
  const saved = await state().encodeResult();
  expect(saved?.blob).toBe(measured?.blob);
  expect(encode).toHaveBeenCalledTimes(1);
  expect(encode.mock.lastCall?.[0]).toMatchObject({ source: photo, encoding: { format: 'png' } });
});

test('other settings give another file, stop the encoding before, and are remembered', async () => {
  const { encode, state, dependencies } = await restored();
  const before = state().prepareResult(state().output);
  const output = { ...defaultSettings.output, format: 'jpeg', keepMetadata: false } as const;
  state().setOutput(output);
  const saved = await state().encodeResult();
  expect(saved?.fileName).toBe('IMG-1-denoise.jpg');
  const [first, second] = encode.mock.calls.map(([request]) => request as { signal?: AbortSignal });
  expect(first?.signal?.aborted).toBe(true);
  expect(second).toMatchObject({ source: null, encoding: { format: 'jpeg', quality: 92 } });
  expect(second?.signal?.aborted).toBe(false);
  await before;
  expect(dependencies.settings.read().output).toEqual(output);
});

test('another restoration makes what was prepared needless', async () => {
  const { encode, state, restorations } = await restored();
  await state().prepareResult(state().output);
  void state().restore();
  await settled();
  restorations[1]?.start();
  restorations[1]?.finish();
  await settled();
  await state().prepareResult(state().output);
  expect(encode).toHaveBeenCalledTimes(2);
});

test('what is being saved is finished, whatever is looked at or set meanwhile', async () => {
  const { encode, state } = await restored();
  void state().prepareResult(state().output);
  const saving = state().encodeResult();
  await state().compare('a', 'adapter:denoise');
  state().setOutput({ ...defaultSettings.output, format: 'jpeg' });
  void state().prepareResult(state().output);
  const [request] = encode.mock.calls[0] as unknown as [{ signal: AbortSignal }];
  expect(request.signal.aborted).toBe(false);
  expect((await saving)?.fileName).toBe('IMG-1-denoise.png');
  expect(encode).toHaveBeenCalledTimes(2);
});

test('saving can be cancelled, and the result saved again', async () => {
  const { encode, state } = await restored();
  encode.mockImplementationOnce(
    (request: object) =>
      new Promise((_, reject) => {
        const { signal } = request as { signal: AbortSignal };
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  const saving = state().encodeResult();
  expect(state().saving).toBe(true);
  state().cancelSaving();
  expect(await saving).toBeNull();
  expect([state().saving, state().notice]).toEqual([false, null]);
  expect((await state().encodeResult())?.fileName).toBe('IMG-1-denoise.png');
});
