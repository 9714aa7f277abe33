import { Socket } from 'node:net';
import { openFrameChannel } from '../channel/frame-channel.ts';
import { type FromFunctions, PIECE_BYTES, type ToFunctions } from '../channel/messages.ts';
import type { FunctionError } from '../channel/rpc-types.ts';
import { appRegistry, runHooks } from './app-registry.ts';
import type { ProgrammingModel } from './core-types.ts';
import { listRegistrations } from './list-registrations.ts';
import { loadApp } from './load-app.ts';
import { provideFunctionsCore } from './provide-functions-core.ts';
import { type Invocation, runInvocation } from './run-invocation.ts';

/**
 * The functions process: Azure's Node.js worker. Started by the host only: the working directory is
 * the project's root, the environment is the app settings, file descriptor 3 is the channel
 * (channel/messages.ts). It ends when the host tells it to, or is gone.
 */
provideFunctionsCore();
// Ctrl-C reaches the whole process group; the host finishes what runs here and then ends us
process.on('SIGINT', () => {});

/** Response bodies of which the host has not yet fetched everything. */
const bodies = new Map<string, Uint8Array>();
let model: ProgrammingModel | undefined;

const channel = openFrameChannel<ToFunctions, FromFunctions>(new Socket({ fd: 3 }), receive, () => process.exit(0));
appRegistry.log = (level, _category, message) => channel.send({ kind: 'log', level, message });

try {
  model = await loadApp(process.cwd());
  channel.send({ kind: 'ready', functions: listRegistrations() });
} catch (error) {
  // not a throw: the app may hold the process with open handles, and the host shall have the
  // message, not a trace of us
  channel.send({ kind: 'cannot-start', message: toFunctionError(error).message });
  channel.close();
}

function receive(message: ToFunctions, body: Buffer): void {
  switch (message.kind) {
    case 'invoke':
      void answer(message, body);
      return;
    case 'more':
      sendPiece(message.id);
      return;
    case 'drop':
      bodies.delete(message.id);
      return;
    case 'stop':
      void stop();
  }
}

async function answer(invocation: Invocation, body: Buffer): Promise<void> {
  const { id, name } = invocation;
  try {
    if (model === undefined) throw new Error('The functions process is not ready.');
    const log = (level: Extract<FromFunctions, { kind: 'log' }>['level'], message: string) =>
      channel.send({ kind: 'log', id, name, level, message });
    const result = await runInvocation(model, invocation, body, log);
    const { outputs, http } = result;
    const inOnePiece = result.body.length <= PIECE_BYTES;
    if (!inOnePiece) bodies.set(id, result.body);
    channel.send(
      { kind: 'done', id, outputs, bodyLength: result.body.length, ...(http === undefined ? {} : { http }) },
      inOnePiece ? result.body : undefined,
    );
  } catch (error) {
    channel.send({ kind: 'failed', id, error: toFunctionError(error) });
  }
}

function sendPiece(id: string): void {
  const rest = bodies.get(id);
  if (rest === undefined) return;
  if (rest.length > PIECE_BYTES) bodies.set(id, rest.subarray(PIECE_BYTES));
  else bodies.delete(id);
  channel.send({ kind: 'piece', id }, rest.subarray(0, PIECE_BYTES));
}

async function stop(): Promise<void> {
  try {
    await runHooks('appTerminate', { hookData: appRegistry.appHookData, appHookData: appRegistry.appHookData });
  } catch (error) {
    channel.send({ kind: 'log', level: 'error', message: `An appTerminate hook failed: ${toFunctionError(error).message}` });
  }
  channel.close();
}

function toFunctionError(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { message: String(error) };
  return error.stack === undefined ? { message: error.message } : { message: error.message, stack: error.stack };
}
