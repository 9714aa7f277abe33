import type { ToFunctions } from '../channel/messages.ts';
import type { HttpHead, LogLevel, OutputData, RpcTypedData, TriggerData } from '../channel/rpc-types.ts';
import { appRegistry, runHooks, runLogHooks } from './app-registry.ts';
import type { CoreInvocationContext, FunctionMetadata, HookContext, ProgrammingModel } from './core-types.ts';

export type Invocation = Extract<ToFunctions, { kind: 'invoke' }>;

export interface InvocationResult {
  outputs: { name: string; data: RpcTypedData }[];
  http?: HttpHead;
  body: Uint8Array;
}

const EMPTY = new Uint8Array();

/**
 * Runs one function as Azure's worker does: arguments, preInvocation hooks (may replace inputs and
 * handler), the handler, postInvocation hooks (may replace result and error), outputs. Throws what
 * the function, a hook or the library throws.
 * https://github.com/Azure/azure-functions-nodejs-worker/blob/v4.x/src/eventHandlers/InvocationHandler.ts
 */
export async function runInvocation(
  model: ProgrammingModel,
  invocation: Invocation,
  body: Buffer,
  log: (level: LogLevel, message: string) => void,
): Promise<InvocationResult> {
  const found = appRegistry.functions.get(invocation.name);
  if (found === undefined) throw new Error(`The functions process has no function "${invocation.name}".`);

  let context: unknown;
  const coreContext = toCoreContext(found.metadata, invocation, body, (level, category, message) => {
    const said = runLogHooks(level, category, message, context);
    log(said.level, said.message);
  });
  const invocationModel = model.getInvocationModel(coreContext);
  const given = await invocationModel.getArguments();
  context = given.context;

  const shared = { hookData: {}, appHookData: appRegistry.appHookData, invocationContext: context };
  const before: HookContext = { ...shared, inputs: given.inputs, functionCallback: found.callback };
  coreContext.state = 'preInvocationHooks';
  await runHooks('preInvocation', before);

  const inputs = before.inputs ?? [];
  const after: HookContext = { ...shared, inputs, result: null, error: null };
  coreContext.state = 'invocation';
  try {
    after.result = await invocationModel.invokeFunction(context, inputs, before.functionCallback ?? found.callback);
  } catch (error) {
    // `throw null` and `throw undefined` are failures, too
    after.error = error ?? new Error(`The function threw ${String(error)}.`);
  }
  coreContext.state = 'postInvocationHooks';
  await runHooks('postInvocation', after);
  if (after.error !== null && after.error !== undefined) throw after.error;

  const response = await invocationModel.getResponse(context, after.result);
  const outputs = [...(response.outputData ?? [])];
  if (response.returnValue) outputs.push({ name: '$return', data: response.returnValue });
  return splitOutputs(outputs);
}

function toCoreContext(
  metadata: FunctionMetadata,
  invocation: Invocation,
  body: Buffer,
  log: CoreInvocationContext['log'],
): CoreInvocationContext {
  const trigger = Object.entries(metadata.bindings).find(([, binding]) => binding.type?.toLowerCase().endsWith('trigger'));
  if (trigger === undefined) throw new Error(`The function "${metadata.name}" has no trigger.`);
  const { http } = invocation.trigger;
  const data: TriggerData = http !== undefined && body.length > 0 ? { http: { ...http, body: { bytes: body } } } : invocation.trigger;
  return {
    invocationId: invocation.id,
    metadata,
    request: {
      inputData: [{ name: trigger[0], data }],
      triggerMetadata: invocation.metadata ?? {},
      traceContext: invocation.trace,
    },
    state: undefined,
    log,
  };
}

/**
 * The HTTP response apart from the other outputs, its body apart from its head: that goes to the
 * host as bytes, not as JSON.
 */
function splitOutputs(all: { name: string; data: OutputData }[]): InvocationResult {
  const http = all.find((output) => output.data.http !== undefined)?.data.http;
  const outputs = all.filter((output) => output.data.http === undefined);
  if (http === undefined) return { outputs: outputs.map(withTextualBytes), body: EMPTY };
  const { body, ...head } = http;
  return { outputs: outputs.map(withTextualBytes), http: head, body: body?.bytes ?? EMPTY };
}

/** Queue outputs are at most 64 KiB: bytes among them may go as base64. */
function withTextualBytes({ name, data }: { name: string; data: RpcTypedData }): { name: string; data: RpcTypedData } {
  return data.bytes === undefined ? { name, data } : { name, data: { base64: Buffer.from(data.bytes).toString('base64') } };
}
