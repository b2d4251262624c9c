import { describe, expect, it } from 'vitest';
import * as errors from './errors';

const { deserializeEngineError, EngineError, serializeEngineError } = errors;

type ErrorClass = new (message: string, advice: string) => errors.EngineError;

/** Every class that the module has: one added tomorrow is tested too. */
const classes = Object.values<unknown>(errors).filter(
  (value): value is ErrorClass =>
    typeof value === 'function' && value.prototype instanceof EngineError,
);

describe('errors for people', () => {
  it.each(classes.map((Class) => [Class.name, Class] as const))(
    '%s comes out of a message to another thread as it went in',
    (name, Class) => {
      const error = new Class('What is wrong.', 'What to do.');
      const arrived = deserializeEngineError(structuredClone(serializeEngineError(error)));
      expect(arrived).toBeInstanceOf(Class);
      expect(arrived).toBeInstanceOf(EngineError);
      expect(arrived).toBeInstanceOf(Error);
      expect(arrived).toMatchObject({
        name,
        message: 'What is wrong.',
        advice: 'What to do.',
      });
    },
  );

  it('are found in the module', () => {
    expect(classes).toContain(errors.PhotoError);
    expect(classes).toContain(errors.MemoryBudgetError);
    expect(classes).not.toContain(EngineError);
  });
});
