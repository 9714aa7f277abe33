const CODES: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'RequestEntityTooLarge',
  424: 'FailedDependency',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
};

type Extra = { substatus?: number; retryAfterMs?: number; additionalErrorInfo?: string };

/**
 * A refusal in the terms of the service: HTTP status, sub-status and message.
 * Status codes: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb
 */
export class CosmosError extends Error {
  readonly status: number;
  readonly extra: Extra;

  constructor(status: number, message: string, extra: Extra = {}) {
    super(message);
    this.name = 'CosmosError';
    this.status = status;
    this.extra = extra;
  }

  /**
   * The JSON body of the answer. `additionalErrorInfo` is how the gateway tells an SDK to ask for a
   * query plan.
   */
  toBody(): string {
    const { additionalErrorInfo } = this.extra;
    return JSON.stringify({
      code: CODES[this.status] ?? 'Error',
      message: this.message,
      ...(additionalErrorInfo === undefined ? {} : { additionalErrorInfo }),
    });
  }
}
