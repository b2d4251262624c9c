/** A picture that cannot be encoded: `message` says what is wrong, `advice` what to do. */
export class EncodeError extends Error {
  override readonly name = 'EncodeError';
  constructor(
    message: string,
    readonly advice: string,
  ) {
    super(message);
  }
}
