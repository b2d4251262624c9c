import { WeightsError } from './errors';
import type { BackboneSource } from './protocol';

/** What the two files of a backbone's folder hold. */
export interface BackboneFolder {
  readonly config: string;
  readonly model: Uint8Array<ArrayBuffer>;
}

/** @throws WeightsError when a file cannot be fetched, DOMException when it cannot be read. */
export async function backboneFrom(source: BackboneSource): Promise<BackboneFolder> {
  if (typeof source === 'string') return await fetchBackbone(source);
  const [config, model] = await Promise.all([source.config.text(), source.model.arrayBuffer()]);
  return { config, model: new Uint8Array(model) };
}

/** @throws WeightsError when either file cannot be fetched. */
export async function fetchBackbone(url: string): Promise<BackboneFolder> {
  const [config, model] = await Promise.all([
    fetchFile(`${url}/config.json`),
    fetchFile(`${url}/model.safetensors`),
  ]);
  return { config: await config.text(), model: new Uint8Array(await model.arrayBuffer()) };
}

async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url).catch((error: unknown) => {
    throw unreachable(url, error instanceof Error ? error.message : String(error));
  });
  if (!response.ok) throw unreachable(url, `the server answered ${response.status}`);
  return response;
}

function unreachable(url: string, reason: string): WeightsError {
  return new WeightsError(
    `The backbone could not be loaded from ${url}: ${reason}.`,
    'Check the connection and reload the page.',
  );
}
