import * as Comlink from 'comlink';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineError, OutOfMemoryError, PhotoError } from './errors';
import { keepEngineErrors } from './rpc';

class Thrower {
  engineError(): never {
    throw new PhotoError('Too large.', 'Reduce it.');
  }
  plainError(): never {
    throw new TypeError('A bug.');
  }
  aborted(): never {
    throw new DOMException('Cancelled.', 'AbortError');
  }
  string(): never {
    throw 'only words';
  }
  async later(): Promise<never> {
    await Promise.resolve();
    throw new OutOfMemoryError('Full.', 'Close something.');
  }
}

describe('errors between the worker and the page', () => {
  let channel: MessageChannel;
  let remote: Comlink.Remote<Thrower>;
  beforeEach(() => {
    keepEngineErrors();
    channel = new MessageChannel();
    Comlink.expose(new Thrower(), channel.port1);
    remote = Comlink.wrap<Thrower>(channel.port2);
  });
  afterEach(() => {
    channel.port1.close();
    channel.port2.close();
  });

  const failure = async (call: Promise<never>): Promise<unknown> =>
    await call.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('keep class, message and advice of our own', async () => {
    const error = await failure(remote.engineError());
    expect(error).toBeInstanceOf(PhotoError);
    expect(error).toMatchObject({ message: 'Too large.', advice: 'Reduce it.' });
    expect(await failure(remote.later())).toBeInstanceOf(OutOfMemoryError);
  });

  it('are what Comlink makes of them otherwise', async () => {
    const error = await failure(remote.plainError());
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ name: 'TypeError', message: 'A bug.' });
    expect(await failure(remote.aborted())).toMatchObject({ name: 'AbortError' });
    expect(await failure(remote.string())).toBe('only words');
  });

  it('are understood from a worker that has Comlink’s own handlers only', () => {
    const sent = { isError: true, value: { name: 'Error', message: 'Too small.', stack: '' } };
    expect(() => Comlink.transferHandlers.get('throw')?.deserialize(sent)).toThrow('Too small.');
  });

  it('are understood by a page that has made a second engine since', () => {
    const handler = () => {
      const found = Comlink.transferHandlers.get('throw');
      if (found === undefined) throw new Error('Comlink has no handler for thrown errors.');
      return found;
    };
    // As the worker of the first engine sends it, where this was called once.
    const [sent] = handler().serialize({ value: new TypeError('A bug.') });
    keepEngineErrors();
    expect(() => handler().deserialize(structuredClone(sent))).toThrow('A bug.');
  });

  it('are understood from a worker that knows nothing of them', async () => {
    const worker = new MessageChannel();
    worker.port1.onmessage = ({ data }: MessageEvent<{ readonly id: string }>) =>
      worker.port1.postMessage({
        id: data.id,
        type: 'HANDLER',
        name: 'throw',
        value: { isError: true, value: { name: 'Error', message: 'Too small.', stack: '' } },
      });
    const plain = Comlink.wrap<Thrower>(worker.port2);
    const error = await failure(plain.plainError());
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'Error', message: 'Too small.' });
    worker.port1.close();
    worker.port2.close();
  });
});
