import type { LogLevel } from '../channel/rpc-types.ts';
import type { FunctionCallback, FunctionMetadata, HookCallback, HookContext, LogCategory, ProgrammingModel } from './core-types.ts';

export const HOOK_NAMES = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/**
 * What the app has said through '@azure/functions-core': one per process, as there is one app per
 * process. `log` is replaced by the functions process once it has a channel to the host.
 */
export const appRegistry = {
  functions: new Map<string, { metadata: FunctionMetadata; callback: FunctionCallback }>(),
  hooks: new Map<HookName, HookCallback[]>(HOOK_NAMES.map((name) => [name, []])),
  model: undefined as ProgrammingModel | undefined,
  /** after start-up nothing more may be registered: the host has its list already */
  started: false,
  /** shared by all hooks of the app */
  appHookData: {} as Record<string, unknown>,
  log: (level: LogLevel, _category: LogCategory, message: string): void => console.error(`${level}: ${message}`),
};

/**
 * Runs the hooks of one kind in the order in which they were registered, on one context object,
 * which they may change.
 */
export async function runHooks(name: HookName, context: HookContext): Promise<void> {
  for (const callback of appRegistry.hooks.get(name) ?? []) await callback(context);
}

/**
 * Runs the log hooks (they are synchronous); what comes back is what shall be logged. Only the
 * app's own lines may be changed.
 */
export function runLogHooks(
  level: LogLevel,
  category: LogCategory,
  message: string,
  invocationContext?: unknown,
): { level: LogLevel; message: string } {
  const callbacks = appRegistry.hooks.get('log') ?? [];
  if (callbacks.length === 0) return { level, message };
  const context: HookContext = { hookData: {}, appHookData: appRegistry.appHookData, level, message, category, invocationContext };
  for (const callback of callbacks) callback(context);
  return category === 'user' ? { level: context.level ?? level, message: context.message ?? message } : { level, message };
}
