/** Why a mail source failed: each asks for another answer by the admin. */
export type SourceFailure = 'login-refused' | 'unreachable' | 'certificate' | 'throttled' | 'folder-missing' | 'protocol';

/** A mail source that could not be read. `retryAfterMs` when the source said when to come back. */
export class MailSourceError extends Error {
  override name = 'MailSourceError';
  readonly failure: SourceFailure;
  readonly retryAfterMs: number | null;
  constructor(failure: SourceFailure, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { cause: options.cause });
    this.failure = failure;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** A mail that could not be sent now. `retryAfterMs` when the channel said when to try again. */
export class MailSenderError extends Error {
  override name = 'MailSenderError';
  readonly retryAfterMs: number | null;
  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number | null } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
