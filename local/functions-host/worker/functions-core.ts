import { inspect } from 'node:util';
import type { LogLevel } from '../channel/rpc-types.ts';
import { appRegistry, HOOK_NAMES, type HookName, runLogHooks } from './app-registry.ts';
import type { FunctionCallback, FunctionMetadata, HookCallback, LogCategory, ProgrammingModel } from './core-types.ts';

/**
 * The module '@azure/functions-core' as @azure/functions sees it: the seven members it uses, with
 * the names and behaviour of Azure's Node.js worker.
 * https://github.com/Azure/azure-functions-nodejs-worker/blob/v4.x/src/coreApi/createFunctionsCoreApi.ts
 */
export const version = '4.0.0';
export const hostVersion = '4.1037.0';

export class Disposable {
  #dispose: () => void;
  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }
  static from(...inner: { dispose(): void }[]): Disposable {
    return new Disposable(() => {
      for (const each of inner) each.dispose();
    });
  }
  dispose(): void {
    this.#dispose();
    this.#dispose = () => {};
  }
}

export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  const { name } = metadata;
  if (appRegistry.started) throw systemError(Error, `The function "${name}" can't be registered: the app's start-up has finished.`);
  if (appRegistry.functions.has(name)) throw systemError(Error, `A function with the name "${name}" has already been registered.`);
  if (typeof callback !== 'function') throw systemError(TypeError, `The handler of "${name}" is ${inspect(callback)}, not a function.`);
  appRegistry.functions.set(name, { metadata, callback });
  return new Disposable(() => {
    if (appRegistry.started) throw systemError(Error, `The function "${name}" can't be removed: the app's start-up has finished.`);
    appRegistry.functions.delete(name);
  });
}

export function setProgrammingModel(model: ProgrammingModel): void {
  if (appRegistry.started) throw systemError(Error, "The programming model can't be set: the app's start-up has finished.");
  appRegistry.model = model;
}

export function getProgrammingModel(): ProgrammingModel | undefined {
  return appRegistry.model;
}

export function registerHook(name: string, callback: HookCallback): Disposable {
  const known = HOOK_NAMES.find((each) => each === name);
  if (known === undefined) throw systemError(RangeError, `Unrecognized hook "${name}"`);
  const callbacks = callbacksOf(known);
  callbacks.push(callback);
  return new Disposable(() => {
    const at = callbacks.indexOf(callback);
    if (at >= 0) callbacks.splice(at, 1);
  });
}

export function log(level: LogLevel, category: LogCategory, message: string): void {
  const said = runLogHooks(level, category, message);
  appRegistry.log(said.level, category, said.message);
}

function callbacksOf(name: HookName): HookCallback[] {
  const found = appRegistry.hooks.get(name) ?? [];
  appRegistry.hooks.set(name, found);
  return found;
}

/** The library tells its own errors from the app's by this mark. */
function systemError(Type: ErrorConstructor, message: string): Error {
  return Object.assign(new Type(message), { isAzureFunctionsSystemError: true });
}
