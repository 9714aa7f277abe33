import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CloudError } from '../../local/cloud/cloud-error.ts';

const Port = (name: string) =>
  z.coerce
    .number({ error: `${name} must be a port number` })
    .int()
    .min(0, `${name} must be 0 to 65535`)
    .max(65535, `${name} must be 0 to 65535`);

const StartOptions = z.object({
  port: Port('--port (PSA_PORT)').default(7071),
  smtpPort: Port('--smtp-port (PSA_SMTP_PORT)').default(2525),
  state: z.string().min(1),
  fresh: z.boolean().default(false),
  empty: z.boolean().default(false),
  quiet: z.boolean().default(false),
  help: z.boolean().default(false),
});
export type StartOptions = z.infer<typeof StartOptions>;

export const USAGE = `Starts psa-email on an embedded cloud, on this machine only.

  npm start -- [--port N] [--smtp-port N] [--state DIR] [--fresh] [--empty] [--quiet]

  --port N       the app, over HTTP (default 7071, 0 for any free port; PSA_PORT)
  --smtp-port N  where mail comes in (default 2525, 0 for any free port; PSA_SMTP_PORT)
  --state DIR    tickets, mailboxes, queues … (default .local; PSA_STATE)
  --fresh        forget the state of earlier runs
  --empty        without mailboxes, queues and clients: an admin sets them up by the API
  --quiet        only problems are printed

With COSMOS_ENDPOINT and COSMOS_KEY in the environment that account or emulator is used instead of the stand-in.`;

/**
 * Reads the command line and the environment; the command line wins. `root` is the project's
 * folder.
 *
 * @throws CloudError that names the wrong option
 */
export function parseOptions(args: readonly string[], environment: NodeJS.ProcessEnv, root: string): StartOptions {
  let given: Record<string, string | boolean | undefined>;
  try {
    given = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'smtp-port': { type: 'string' },
        state: { type: 'string' },
        fresh: { type: 'boolean' },
        empty: { type: 'boolean' },
        quiet: { type: 'boolean', short: 'q' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new CloudError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
  const state = given.state ?? (environment.PSA_STATE || undefined);
  const parsed = StartOptions.safeParse({
    ...given,
    port: given.port ?? (environment.PSA_PORT || undefined),
    smtpPort: given['smtp-port'] ?? (environment.PSA_SMTP_PORT || undefined),
    state: state === undefined ? join(root, '.local') : resolve(String(state)),
  });
  if (!parsed.success) throw new CloudError(`${parsed.error.issues.map((issue) => issue.message).join('\n')}\n\n${USAGE}`);
  const { port, smtpPort } = parsed.data;
  if (port !== 0 && port === smtpPort) throw new CloudError(`--port and --smtp-port are both ${port}; they must differ`);
  return parsed.data;
}
