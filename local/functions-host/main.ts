import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createLineWriter } from './host/create-line-writer.ts';
import { type FunctionsHost, runFunctionsHost } from './host/run-functions-host.ts';
import type { HostMessage } from './host-messages.ts';

/**
 * The Functions host as a process: `node local/functions-host/main.ts [options]`
 *
 *   --root DIR          the project: host.json, package.json, local.settings.json (default: .)
 *   --port N            127.0.0.1:N; 0 takes a free one (default: 7071)
 *   --authentication X  local-admin: every request is signed in as one (default) | off
 *   --quiet             only warnings and errors
 *   --lease-seconds N   lease of a received queue message (default: 600, as on Azure)
 *   --stop-seconds N    how long running invocations may take after SIGTERM (default: 25)
 *
 * Environment: FUNCTIONS_HOST_SETTINGS is a JSON object of app settings, over those of
 * local.settings.json. PATH, HOME, TMPDIR and NODE_EXTRA_CA_CERTS are handed to the functions
 * process. Started by fork(), it tells its parent what host-messages.ts lists, stops when the
 * parent is gone, and leaves SIGINT (Ctrl-C) to the parent. SIGTERM and else SIGINT stop it
 * gracefully (code 0), a second one at once (code 1). It exits with 1 and a message on stderr when
 * it cannot start.
 */
const flags = parseArgs({
  options: {
    root: { type: 'string', default: '.' },
    port: { type: 'string', default: '7071' },
    authentication: { type: 'string', default: 'local-admin' },
    quiet: { type: 'boolean', default: false },
    'lease-seconds': { type: 'string', default: '600' },
    'stop-seconds': { type: 'string', default: '25' },
  },
});
const options = z
  .object({
    root: z.string().transform((path) => resolve(path)),
    port: z.coerce.number().int().min(0).max(65535),
    authentication: z.enum(['local-admin', 'off']),
    quiet: z.boolean(),
    'lease-seconds': z.coerce.number().int().min(1).max(604_800),
    'stop-seconds': z.coerce.number().min(0).max(3600),
  })
  .parse(flags.values);
const settings = z.record(z.string(), z.string()).parse(JSON.parse(process.env.FUNCTIONS_HOST_SETTINGS ?? '{}'));

let host: FunctionsHost | undefined;
let isStopping = false;
process.on('SIGTERM', stop);
process.on('disconnect', stop);
// Ctrl-C reaches the whole process group: who was forked leaves it to their parent to say when
process.on('SIGINT', process.send === undefined ? stop : () => {});

try {
  host = await runFunctionsHost({
    root: options.root,
    port: options.port,
    settings,
    authentication: options.authentication,
    leaseSeconds: options['lease-seconds'],
    quiet: options.quiet,
    write: createLineWriter(process.stdout),
    replaced: (pid) => tell({ kind: 'worker', pid }),
  });
  tell({ kind: 'ready', url: host.url, workerPid: host.workerPid() ?? 0, problems: host.problems });
  if (!options.quiet) console.log(`The Functions host listens on ${host.url}`);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message);
  tell({ kind: 'failed', message });
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

function stop(): void {
  // asked twice, or asked before there is anything to finish: the functions process notices that we
  // are gone
  if (isStopping || host === undefined) process.exit(1);
  isStopping = true;
  void host.stop(options['stop-seconds'] * 1000).finally(() => process.exit(0));
}

function tell(message: HostMessage): void {
  if (process.connected) process.send?.(message);
}
