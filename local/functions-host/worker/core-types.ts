import type { LogLevel, OutputData, RpcTypedData, TraceContext, TriggerData } from '../channel/rpc-types.ts';

/**
 * What passes between '@azure/functions-core' and '@azure/functions', which has no published types:
 * read from that library's source, 4.16.5.
 */
export interface FunctionMetadata {
  name: string;
  bindings: Record<string, { type?: string; direction?: string }>;
  retryOptions?: unknown;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface CoreInvocationContext {
  invocationId: string;
  metadata: FunctionMetadata;
  request: {
    inputData: { name: string; data: TriggerData }[];
    triggerMetadata?: Record<string, RpcTypedData>;
    traceContext?: TraceContext;
  };
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

interface InvocationResponse {
  returnValue?: OutputData | null;
  outputData?: { name: string; data: OutputData }[];
}

export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

export type LogCategory = 'user' | 'system' | 'customMetric';
export type HookCallback = (context: HookContext) => unknown;
/**
 * One object for all hooks; the library picks what belongs to the hook and writes back what a hook
 * may change.
 */
export interface HookContext {
  hookData: Record<string, unknown>;
  appHookData?: Record<string, unknown>;
  invocationContext?: unknown;
  inputs?: unknown[];
  functionCallback?: FunctionCallback;
  result?: unknown;
  error?: unknown;
  level?: LogLevel;
  message?: string;
  category?: LogCategory;
}
