import { describe, expect, it } from 'vitest';
import {
  BackendUnavailableError,
  ComputationError,
  DeviceLostError,
  deserializeEngineError,
  EngineError,
  NotLoadedError,
  OutOfMemoryError,
  PhotoError,
  serializeEngineError,
  WeightsError,
} from './errors';

const classes = [
  BackendUnavailableError,
  DeviceLostError,
  OutOfMemoryError,
  ComputationError,
  WeightsError,
  PhotoError,
  NotLoadedError,
];

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

  it('are as many as are tested here', () => {
    expect(new Set(classes.map((Class) => new Class('', '').name)).size).toBe(7);
  });
});
