import { describe, expect, test, vi } from 'vitest';
import { DeviceLostError, PhotoError } from '../../engine/errors';
import { quietEngine, settled } from '../playground/testPlayground';
import { photos, running, TestStore, testTuning } from './testTuning';

describe('a run', () => {
  test('is told what was set, with the usable photos', async () => {
    const { run, store } = await running();
    expect(run.options).toMatchObject({
      name: 'my-noise',
      recipe: [{ kind: 'gaussian-noise', sigma: [5, 50] }],
      hidden: 24,
      startFrom: null,
      settings: { head: 'x1', steps: 300, batch: 2, patch: 64, loss: 'l1' },
    });
    expect(run.options.photos.map(({ name }) => name)).toEqual(['a 200x100.png', 'b 200x100.png']);
    expect(store.beginning?.photos).toHaveLength(2);
  });

  test('shows its curve and preview, and ends with a chosen adapter that is kept', async () => {
    const { run, state, playground, stored, store } = await running();
    expect(state().run?.phase).toBe('preparing');
    run.start();
    run.step(1);
    run.step(2);
    expect(state().run).toMatchObject({ phase: 'running', step: 2, losses: [1, 0.5] });
    expect(state().run?.preview?.data[0]).toBe(2);
    await run.finish();
    expect(playground.getState()).toMatchObject({
      chosen: 'adapter:tuned my-noise',
      own: ['tuned my-noise'],
    });
    expect(stored.size).toBe(1);
    expect(store.beginning).toBeNull();
    expect(state()).toMatchObject({ run: null, outcome: { name: 'my-noise', psnr: 25 } });
    expect(state().outcome?.run.losses).toEqual([1, 0.5]);
  });

  test('says the problem that it came into', async () => {
    const { run, state } = await running();
    run.start();
    run.step(1);
    await run.finish('The loss is no longer a number.');
    expect(state().outcome?.problem).toBe('The loss is no longer a number.');
  });

  test('pauses, goes on and stops', async () => {
    const { run, state } = await running();
    run.start();
    run.step(1);
    state().pause();
    run.step(2);
    expect(state().run).toMatchObject({ phase: 'paused', step: 2 });
    await state().resume();
    expect(state().run?.phase).toBe('running');
    state().stop();
    expect(state().run?.phase).toBe('ending');
    expect(run.commands).toEqual(['pause', 'resume', 'stop']);
    await run.finish();
    expect(state().outcome).not.toBeNull();
  });

  test('leaves nothing when discarded', async () => {
    const { run, state, playground, store } = await running();
    run.start();
    run.step(1);
    run.checkpoint(1);
    await state().discard();
    await vi.waitFor(() => expect(state().run).toBeNull());
    expect(store).toMatchObject({ beginning: null, checkpoint: null });
    expect(state()).toMatchObject({ outcome: null, notice: null });
    expect(playground.getState().own).toEqual([]);
  });

  test('that cannot begin says why, and the set-up is as it was', async () => {
    const { run, state, store } = await running();
    run.fail(new PhotoError('Only one of these can be used.', 'Add more.'));
    await settled();
    expect(state().run).toBeNull();
    expect(state().notice).toMatchObject({ message: 'Only one of these can be used.' });
    expect(state().entries).toHaveLength(2);
    expect(store.beginning).toBeNull();
  });

  test('from an adapter goes on with a copy of it, which is unloaded in the end', async () => {
    const unloadAdapter = vi.fn(async () => undefined);
    const parts = await testTuning({ unloadAdapter });
    await parts.state().addPhotos(
      ['a', 'b'].map((name) => ({ file: new File([name], `${name} 200x100.png`), folder: '' })),
      null,
    );
    await settled();
    parts.state().setStartFrom('deblur');
    void parts.state().start();
    await settled();
    const [run] = parts.runs;
    expect(run?.options.startFrom).toBe('deblur');
    expect(await parts.store.beginning?.startAdapter?.text()).toBe('deblur');
    run?.start();
    await run?.finish();
    expect(unloadAdapter).toHaveBeenCalledWith('deblur');
  });
});

describe('nothing is lost', () => {
  test('checkpoints are stored one at a time, the last one surely', async () => {
    const { run, store } = await running();
    run.start();
    for (const number of [1, 2, 3, 4]) run.checkpoint(number);
    await vi.waitFor(() => expect([...(store.checkpoint ?? [])]).toEqual([4]));
    expect(store.saves).toBe(2);
  });

  test('a store that fails is said once, and the run goes on', async () => {
    const store = new TestStore();
    store.failure = new Error('The disk is full.');
    const { run, state } = await running({}, store);
    run.start();
    expect(state().run?.notSaved).toContain('The disk is full.');
    const said = state().run?.notSaved;
    store.failure = new Error('Still full.');
    run.checkpoint(1);
    await settled();
    await settled();
    run.step(1);
    expect(state().run).toMatchObject({ step: 1, phase: 'running', notSaved: said });
    await run.finish();
    expect(state().outcome).not.toBeNull();
  });

  test('a lost GPU interrupts; the run goes on from its checkpoint on a fresh device', async () => {
    const restart = vi.fn(quietEngine.restart);
    const { run, runs, state } = await running({ restart });
    run.start();
    run.step(1);
    run.checkpoint(7, 7);
    run.fail(new DeviceLostError('The GPU went away.', 'Restart.'));
    await settled();
    expect(state().run).toMatchObject({ phase: 'interrupted', step: 1 });
    expect(state().run?.failure?.message).toBe('The GPU went away.');

    void state().resume();
    await vi.waitFor(() => expect(runs).toHaveLength(2));
    expect(restart).toHaveBeenCalledTimes(1);
    expect([...(runs[1]?.options.checkpoint ?? [])]).toEqual([7, 7]);
    expect(runs[1]?.options.photos).toEqual(run.options.photos);
  });

  test('another visit offers the unfinished run, and goes on with it', async () => {
    const { run, store } = await running();
    run.start();
    run.checkpoint(9);
    await vi.waitFor(() => expect(store.checkpoint).not.toBeNull());

    const next = await testTuning({}, store);
    await next.state().lookForUnfinished();
    expect(next.state().unfinished).toEqual({
      name: 'my-noise',
      hasCheckpoint: true,
      steps: 300,
      photos: 2,
    });
    void next.state().resume();
    await vi.waitFor(() => expect(next.runs).toHaveLength(1));
    const [resumed] = next.runs;
    expect(resumed?.options).toMatchObject({ ...run.options, checkpoint: new Uint8Array([9]) });
    resumed?.start({ losses: [3, 2], validations: [{ step: 0, psnr: 21 }] });
    expect(next.state().run).toMatchObject({ phase: 'running', losses: [3, 2] });
    await resumed?.finish();
    expect(store.beginning).toBeNull();
  });

  test('another tab’s run is neither offered nor replaced', async () => {
    const { store } = await running();
    store.isTaken = true;
    const next = await testTuning({}, store);
    await next.state().lookForUnfinished();
    expect(next.state().unfinished).toBeNull();
    await next.state().addPhotos(photos('a 200x100.png', 'b 200x100.png'), null);
    await settled();
    await next.state().start();
    expect(next.state().notice?.message).toBe('Another tab is making an adapter.');
    expect(next.state().run).toBeNull();
    expect(next.runs).toHaveLength(0);
    expect(store.beginning).not.toBeNull();
  });

  test('an unfinished run that is not wanted is removed', async () => {
    const { store } = await running();
    const next = await testTuning({}, store);
    await next.state().lookForUnfinished();
    await next.state().discard();
    expect(next.state().unfinished).toBeNull();
    expect(store.beginning).toBeNull();
  });

  test('a stored run of another version is not offered', async () => {
    const { store } = await running();
    if (store.beginning !== null) store.beginning = { ...store.beginning, description: { a: 1 } };
    const next = await testTuning({}, store);
    await next.state().lookForUnfinished();
    expect(next.state().unfinished).toBeNull();
  });
});
