import { randomUUID } from 'node:crypto';
import { Refusal } from '../simulator/refusal.ts';

/** Microsoft Graph's error shape. Source: learn.microsoft.com/graph/errors */
export function graphErrorBody(code: string, message: string): unknown {
  const requestId = randomUUID();
  const date = new Date().toISOString().slice(0, 19);
  return { error: { code, message, innerError: { date, 'request-id': requestId, 'client-request-id': requestId } } };
}

export function graphRefusal(status: number, code: string, message: string, headers: Record<string, string> = {}): Refusal {
  return new Refusal(status, graphErrorBody(code, message), headers);
}

/** Outlook's answer for a message or folder that is not, or no longer, there. */
export function itemNotFound(): Refusal {
  return graphRefusal(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}
