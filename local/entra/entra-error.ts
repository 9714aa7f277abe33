import { randomUUID } from 'node:crypto';
import { Refusal } from '../simulator/refusal.ts';

/**
 * The error body of the token endpoint. Shape:
 * learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export function entraErrorBody(error: string, code: number, message: string): Record<string, unknown> {
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = new Date().toISOString().replace('T', ' ').replace(/\.\d+/, '');
  return {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
}

export function entraRefusal(status: number, error: string, code: number, message: string): Refusal {
  return new Refusal(status, entraErrorBody(error, code, message));
}

/** The AADSTS code that goes with an OAuth error which oidc-provider found. */
export function codeFor(error: string): number {
  return codes[error] ?? 90000;
}

const codes: Record<string, number> = {
  invalid_grant: 70000,
  invalid_scope: 70011,
  invalid_client: 7000215,
  invalid_request: 900144,
  invalid_target: 500011,
  unauthorized_client: 700016,
  unsupported_grant_type: 70003,
};
