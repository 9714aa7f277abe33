import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { z } from 'zod';

const Diagnostic = z.object({ source: z.string(), level: z.string(), code: z.string(), message: z.string(), range: z.unknown() });
const Compiled = z.object({ success: z.boolean(), diagnostics: z.array(Diagnostic) });
/** A resource as it would be deployed; runtime values stay `[reference(…)]`. */
export const Resource = z.looseObject({
  /** Empty for what is not a resource of Azure (of Microsoft Graph). */
  id: z.string().default(''),
  type: z.string(),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type Resource = z.infer<typeof Resource>;
const Snapshot = z.object({
  snapshot: z.string().transform((text) => z.object({ predictedResources: z.array(Resource) }).parse(JSON.parse(text))),
});
const Answer = z.object({ id: z.number(), result: z.unknown().optional(), error: z.object({ message: z.string() }).nullish() });

/** The first call compiles everything: some seconds on a busy machine. */
const patienceMs = 60_000;

export const tenantId = '33333333-3333-3333-3333-333333333333';
export const subscriptionId = '44444444-4444-4444-4444-444444444444';

/**
 * One compiler process for many calls (`bicep jsonrpc`): JSON-RPC with Content-Length headers on
 * its standard input and output.
 */
export function startBicep(program: string) {
  const child = spawn(program, ['jsonrpc', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (answer: z.infer<typeof Answer>) => void>();
  const ended = new Promise<never>((_, failed) => {
    child.once('exit', () => failed(new Error('The Bicep compiler ended')));
  });
  // it ends when it is told to, too
  ended.catch(() => {});
  let received = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let end = received.indexOf('\r\n\r\n'); end >= 0; end = received.indexOf('\r\n\r\n')) {
      const length = Number(/Content-Length: (\d+)/i.exec(received.toString('latin1', 0, end))?.[1] ?? 0);
      if (received.length < end + 4 + length) return;
      const answer = Answer.parse(JSON.parse(received.toString('utf8', end + 4, end + 4 + length)));
      received = received.subarray(end + 4 + length);
      waiting.get(answer.id)?.(answer);
    }
  });

  let last = 0;
  async function call(method: string, params: object): Promise<unknown> {
    last += 1;
    const id = last;
    const answered = new Promise<z.infer<typeof Answer>>((done, failed) => {
      waiting.set(id, done);
      setTimeout(() => failed(new Error(`The Bicep compiler does not answer ${method}`)), patienceMs).unref();
    });
    const body = JSON.stringify({ jsonrpc: '2.0', id, method, params });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const { result, error } = await Promise.race([answered, ended]);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  return {
    /** What the compiler and its linter have to say of a file and its modules: one line each. */
    async complaints(file: string): Promise<string[]> {
      const { success, diagnostics } = Compiled.parse(await call('bicep/compile', { path: resolve(file) }));
      const lines = diagnostics.map(({ source, level, code, message }) => `${source}: ${level} ${code}: ${message}`);
      return success || lines.length > 0 ? lines : [`${file}: does not compile`];
    },
    /**
     * Every resource that a parameters file would deploy. `group`: of a template that is deployed
     * into a resource group.
     */
    async predicted(paramsFile: string, group: string | null = null): Promise<Resource[]> {
      const metadata = { tenantId, subscriptionId, resourceGroup: group, location: 'westeurope', deploymentName: 'main' };
      const answer = await call('bicep/getSnapshot', { path: resolve(paramsFile), metadata, externalInputs: [] });
      return Snapshot.parse(answer).snapshot.predictedResources;
    },
    async stop(): Promise<void> {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill();
      await ended;
    },
  };
}
