import { expect, test, vi } from 'vitest';
import { builtOnce } from './builtOnce';

test('what fails is built again, what is there is not', async () => {
  const build = vi.fn(async (name: string) => ({ name }));
  build.mockRejectedValueOnce(new Error('No network.'));
  const built = builtOnce(build);
  await expect(built('a')).rejects.toThrow('No network.');
  const [first, second] = await Promise.all([built('b'), built('c')]);
  expect(first).toBe(second);
  expect(await built('d')).toBe(first);
  expect(build).toHaveBeenCalledTimes(2);
});
