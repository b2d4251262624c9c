import { cleanScene, withNoise } from './pictures';
import { pngFile } from './playground';
import { expect, test } from './test';

test('nothing leaves the page: no other server, no request that carries anything', async ({
  page,
  playground,
  requests,
}) => {
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await playground.open('whatever works');
  // What restores tiles side by side loads while nobody waits for it.
  const untilNow = async () => {
    const before = requests.length;
    await page.waitForTimeout(1000);
    return requests.length - before;
  };
  await expect.poll(untilNow).toBe(0);
  const loaded = requests.length;
  expect(loaded).toBeGreaterThan(5);

  await playground.restorePhoto(pngFile('private.png', await withNoise(cleanScene(48, 32))));
  await playground.restoreWith('deblur-gaussian');
  await playground.savePng();

  const { origin } = new URL(page.url());
  expect(requests.filter((request) => new URL(request.url()).origin !== origin)).toEqual([]);
  expect(requests.filter((request) => request.method() !== 'GET')).toEqual([]);
  expect(requests.filter((request) => request.postDataBuffer() !== null)).toEqual([]);
  // An address could carry something too: once loaded, nothing is asked for but the saved file.
  const later = requests.slice(loaded).map((request) => request.url());
  expect(later.filter((url) => !url.startsWith('blob:'))).toEqual([]);
  expect(sockets).toEqual([]);
});

test('a photo is restored and saved without a network', async ({ context, playground }) => {
  await playground.open('whatever works');
  await context.setOffline(true);

  await playground.restorePhoto(pngFile('offline.png', await withNoise(cleanScene(48, 32))));
  const { image } = await playground.savePng();

  expect([image.width, image.height]).toEqual([48, 32]);
});
