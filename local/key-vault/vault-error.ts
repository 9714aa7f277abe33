import { Refusal } from '../simulator/refusal.ts';

/** `inner` is the finer code that the service nests, such as SecretDisabled. */
export function vaultErrorBody(code: string, message: string, inner?: string): unknown {
  return { error: { code, message, ...(inner ? { innererror: { code: inner } } : {}) } };
}

export function vaultRefusal(status: number, code: string, message: string, inner?: string): Refusal {
  return new Refusal(status, vaultErrorBody(code, message, inner));
}
