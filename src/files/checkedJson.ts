import type { z } from 'zod';
import { FileFormatError } from './fileFormatError';

/**
 * The value that a JSON text holds.
 *
 * @param subject begins the error's sentence: "The backbone's config.json".
 * @throws FileFormatError when the text is not JSON.
 */
export function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FileFormatError(`${subject} is not valid JSON.`, { cause });
  }
}

/**
 * The value as the schema types and transforms it.
 *
 * @param subject begins the error's sentence: "The backbone's config.json".
 * @throws FileFormatError that names the first field that is missing or wrong.
 */
export function checkAgainst<S extends z.ZodType>(
  value: unknown,
  schema: S,
  subject: string,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const cause = result.error;
  const issue = cause.issues[0];
  const field = issue?.path.join('.') ?? '';
  const reason = (issue?.message ?? 'unknown').replace(/^Invalid input: /, '').replace(/\.$/, '');
  if (field === '') {
    throw new FileFormatError(`${subject} does not hold what it should: ${reason}.`, { cause });
  }
  if (reason.endsWith('received undefined')) {
    throw new FileFormatError(`${subject} lacks “${field}”.`, { cause });
  }
  throw new FileFormatError(`${subject} has a wrong “${field}”: ${reason}.`, { cause });
}
