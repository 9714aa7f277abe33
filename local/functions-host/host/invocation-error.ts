/**
 * Why an invocation failed. Everything but `threw` is no fault of the function itself, or not
 * alone: the process died under it, or its time was up.
 */
export type FailureKind = 'threw' | 'process-died' | 'timeout' | 'output' | 'not-ready';

/** An invocation that failed. `functionStack` is the stack inside the functions process. */
export class InvocationError extends Error {
  readonly kind: FailureKind;
  readonly functionStack: string | undefined;

  constructor(kind: FailureKind, message: string, functionStack?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InvocationError';
    this.kind = kind;
    this.functionStack = functionStack;
  }
}
