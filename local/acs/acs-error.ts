import { Refusal } from '../simulator/refusal.ts';

/**
 * The service's error shape. `target` names the field. Source:
 * learn.microsoft.com/rest/api/communication/email
 */
export function acsErrorBody(code: string, message: string, target?: string): unknown {
  return { error: { code, message, ...(target ? { target } : {}) } };
}

export function acsRefusal(status: number, code: string, message: string, target?: string): Refusal {
  return new Refusal(status, acsErrorBody(code, message, target));
}
