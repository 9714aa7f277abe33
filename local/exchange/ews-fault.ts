/**
 * What Exchange answers about one of the things that were asked for: a response code, and its text.
 */
export class EwsFault extends Error {
  override name = 'EwsFault';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
