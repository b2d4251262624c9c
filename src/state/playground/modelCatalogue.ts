import { WeightsError } from '../../engine/errors';
import type { ModelCatalogue } from './catalogueSchema';

/** Where the weights come from. */
export interface Models {
  catalogue(): Promise<ModelCatalogue>;
  /** Absolute, for a worker resolves relative addresses against its own script. */
  address(path: string): string;
  file(path: string): Promise<Blob>;
}

/** The models served beside the page, in the folder at `base`. */
export function modelsAt(base: URL): Models {
  const address = (path: string) => new URL(path, base).href;
  return {
    address,
    async catalogue() {
      const response = await fetchWeights(address('models.json'));
      // Not before it is needed: the first view does without the parser's library.
      const { catalogueSchema } = await import('./catalogueSchema');
      const listed = catalogueSchema.safeParse(await response.json());
      if (!listed.success) {
        throw new WeightsError(
          'The list of models (models.json) is not in the expected form.',
          'Reload the page; if it stays, the site was published incompletely.',
        );
      }
      return listed.data;
    },
    async file(path) {
      const response = await fetchWeights(address(path));
      return response.blob();
    },
  };
}

async function fetchWeights(address: string): Promise<Response> {
  const name = address.slice(address.lastIndexOf('/') + 1);
  let response: Response;
  try {
    response = await fetch(address);
  } catch (cause) {
    throw new WeightsError(
      `${name} could not be fetched (${cause instanceof Error ? cause.message : String(cause)}).`,
      'Check the connection and try again.',
    );
  }
  if (!response.ok) {
    throw new WeightsError(
      `${name} could not be fetched (HTTP ${response.status}).`,
      'Try again; if it stays, the site was published incompletely.',
    );
  }
  return response;
}
