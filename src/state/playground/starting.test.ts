import { describe, expect, test, vi } from 'vitest';
import { BackendUnavailableError, WeightsError } from '../../engine/errors';
import { createPlayground } from './playground';
import { screenState } from './playgroundState';
import { quietEngine, settled, testPlayground } from './testPlayground';

const photo = new File(['photo'], 'photo.jpg');

describe('starting', () => {
  test('loads everything, offers the adapters and the backbone for the scale left over', async () => {
    const { playground } = testPlayground();
    expect(screenState(playground.getState())).toBe('starting');
    await playground.getState().begin();
    const { offers, chosen } = playground.getState();
    expect(offers.map(({ label }) => label)).toEqual(['denoise', 'deblur', 'sr', 'backbone-x4']);
    expect(chosen).toBe('adapter:denoise');
    expect(screenState(playground.getState())).toBe('idle');
  });

  test('a photo opened before is shown at once and restored when the engine is ready', async () => {
    const { playground, pictures, restorations } = testPlayground();
    await playground.getState().openPhoto(photo);
    expect(playground.getState().photo?.name).toBe('photo.jpg');
    expect(pictures.photo?.handle).not.toBeNull();
    expect(restorations).toHaveLength(0);
    void playground.getState().begin();
    await vi.waitFor(() => expect(restorations).toHaveLength(1));
  });

  test('a sample opened before is restored with the adapter it is made for', async () => {
    const { playground, restorations } = testPlayground();
    await playground.getState().openSample('small');
    void playground.getState().begin();
    await vi.waitFor(() => expect(restorations).toHaveLength(1));
    expect(playground.getState().chosen).toBe('adapter:sr');
  });

  test('what was chosen last is chosen again on the next visit, unless it is gone', async () => {
    const { playground, dependencies } = testPlayground();
    await playground.getState().begin();
    await playground.getState().choose('adapter:deblur');

    const next = createPlayground(dependencies);
    await next.getState().begin();
    expect(next.getState().chosen).toBe('adapter:deblur');
    await next.getState().choose('backbone:x4');

    const third = createPlayground(dependencies);
    await third.getState().begin();
    expect(third.getState().chosen).toBe('backbone:x4');

    const { settings } = dependencies;
    settings.write({ lastChoices: { edt: 'named:gone', other: 'named:sr' } });
    const fourth = createPlayground(dependencies);
    await fourth.getState().begin();
    expect(fourth.getState().chosen).toBe('adapter:denoise');
  });

  test('goes on from the step that failed', async () => {
    const start = vi.fn(async () => {
      return {
        name: 'wasm',
        device: '',
        isSoftwareAdapter: false,
        passedOver: [],
        precision: 'f32',
        precisionReason: null,
      } as const;
    });
    start.mockRejectedValueOnce(new BackendUnavailableError('Nothing runs.', 'Try another.'));
    const loadBackbone = vi.fn(async () => ({ id: 'edt', sha256: '', parameters: 1, heads: [] }));
    loadBackbone.mockRejectedValueOnce(new WeightsError('Offline.', 'Connect.'));
    const { playground } = testPlayground({ start, loadBackbone });

    await playground.getState().begin();
    expect(screenState(playground.getState())).toBe('failed');
    expect(playground.getState().notice).toEqual({
      message: 'Nothing runs.',
      advice: 'Try another.',
      action: 'retry',
    });

    await playground.getState().begin();
    expect(playground.getState().notice?.message).toBe('Offline.');
    await playground.getState().begin();
    expect(playground.getState()).toMatchObject({ phase: 'ready', notice: null });
    expect(start).toHaveBeenCalledTimes(2);
  });

  test('an adapter that cannot be loaded is reported, the others serve', async () => {
    const { playground } = testPlayground({
      loadAdapter: async (file) => {
        if ((await file.text()) === 'denoise') throw new WeightsError('Torn.', 'Again.');
        return quietEngine.loadAdapter(file);
      },
    });
    await playground.getState().begin();
    const { adapters, notice, phase } = playground.getState();
    expect(adapters.map(({ id }) => id)).toEqual(['deblur', 'sr']);
    expect(notice?.message).toBe('Torn.');
    expect(phase).toBe('ready');
  });
});

test('the memory that restorations may take is told to the engine, and kept', async () => {
  const setMemoryBudget = vi.fn(quietEngine.setMemoryBudget);
  const start = vi.fn(quietEngine.start);
  const { playground, dependencies } = testPlayground({ setMemoryBudget, start });
  await playground.getState().begin();
  expect(setMemoryBudget.mock.calls).toEqual([[null]]);
  await playground.getState().setMemoryBudget(128e6);
  expect(setMemoryBudget).toHaveBeenLastCalledWith(128e6);
  expect(playground.getState().memoryBudget).toBe(128e6);

  // The next visit.
  setMemoryBudget.mockClear();
  const again = createPlayground(dependencies);
  expect(again.getState().memoryBudget).toBe(128e6);
  await again.getState().begin();
  expect(setMemoryBudget.mock.calls).toEqual([[128e6]]);
  // Before anything could be restored.
  expect(setMemoryBudget.mock.invocationCallOrder[0]).toBeLessThan(
    start.mock.invocationCallOrder[1] ?? 0,
  );
});

describe('importing an adapter', () => {
  test('a wrong file changes nothing but the notice', async () => {
    const { playground, pictures, restorations } = testPlayground();
    await playground.getState().begin();
    void playground.getState().openPhoto(photo);
    await settled();
    restorations[0]?.start();
    restorations[0]?.finish();
    await settled();
    const before = playground.getState();
    const result = pictures.result;

    const refused = new File(['x'], 'x.safetensors');
    vi.spyOn(refused, 'text').mockRejectedValue(new WeightsError('Wrong backbone.', 'Use edt.'));
    await playground.getState().importAdapter(refused);
    expect(playground.getState()).toEqual({
      ...before,
      notice: { message: 'Wrong backbone.', advice: 'Use edt.', action: null },
    });
    expect(pictures.result).toBe(result);
  });

  test('a good one is chosen and restores the photo; before the start it waits', async () => {
    const { playground, restorations } = testPlayground();
    void playground.getState().importAdapter(new File(['derain'], 'derain.safetensors'));
    await playground.getState().openPhoto(photo);
    void playground.getState().begin();
    await vi.waitFor(() => expect(playground.getState().phase).toBe('ready'));
    void playground.getState().importAdapter(new File(['dehaze'], 'dehaze.safetensors'));
    await vi.waitFor(() => expect(playground.getState().chosen).toBe('adapter:dehaze'));
    expect(restorations.at(-1)?.request.signal?.aborted).toBe(false);
  });
});
