import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type RegisteredFunction, registeredFunction } from './config/registered-function.ts';

const PROGRAM = fileURLToPath(new URL('worker/print-registrations.ts', import.meta.url));

/**
 * What an app registers (name, bindings, retryOptions of each function), sorted by name: loads its
 * main file (a bundle or a source file) in a child process and asks the real @azure/functions.
 * Nothing is invoked; `env` is the child's whole environment beside PATH. Rejects with the child's
 * words when the file cannot be loaded, and when it registers nothing.
 */
export async function captureRegistrations(mainFile: string, env: Record<string, string> = {}): Promise<RegisteredFunction[]> {
  const child = fork(PROGRAM, [mainFile], {
    env: { PATH: process.env.PATH ?? '', ...env },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-10_000);
  });
  let sent: unknown;
  child.once('message', (message) => {
    sent = message;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${mainFile} could not be loaded (code ${code}):\n${said}`);
  const registrations = z.array(registeredFunction).parse(sent);
  if (registrations.length === 0) throw new Error(`${mainFile} registers no function. Is it the app's main file, and built?\n${said}`);
  return registrations.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
