import * as z from 'zod/mini';

export const catalogueSchema = z.object({
  backbone: z.string().check(z.minLength(1)),
  adapters: z.array(z.string().check(z.minLength(1))),
});

/** What `models.json` lists: paths relative to its own folder. */
export type ModelCatalogue = z.infer<typeof catalogueSchema>;
