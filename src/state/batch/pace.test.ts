import { expect, test } from 'vitest';
import { secondsLeft } from './pace';

const item = (state: 'waiting' | 'running' | 'done' | 'failed', progress = 0) => ({
  state,
  progress,
});

test('what is left takes as long as what was done, photo for photo', () => {
  const items = [item('done', 1), item('failed'), item('running', 0.5), item('waiting')];
  expect(secondsLeft({ seconds: 30, photos: 1.5 }, items)).toBe(30);
});

test('nothing is said before anything is done', () => {
  expect(secondsLeft({ seconds: 2, photos: 0 }, [item('running'), item('waiting')])).toBeNull();
  expect(secondsLeft({ seconds: 2, photos: 0.05 }, [item('running', 0.05)])).toBeNull();
});
