import { decodePhoto } from './decodePhoto';
import { renderResolutionChart } from './resolutionChart';

/** Stands for the engine's worker in a test: decodes what it is sent, and draws a chart. */
addEventListener('message', async ({ data: photo }: MessageEvent<Blob>) => {
  try {
    const decoded = await decodePhoto(photo);
    const chart = renderResolutionChart({ width: 120, height: 80 });
    postMessage({ decoded, chart });
  } catch (error) {
    postMessage({ failure: String(error) });
  }
});
