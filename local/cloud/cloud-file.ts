import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeInOneStep } from '../simulator/write-in-one-step.ts';

const Port = z.int().min(1).max(65535);
const Placement = z.object({ url: z.url() });

/** What a program beside a running cloud needs to know of it: `cloud.json` in the state folder. */
export const CloudFile = z.object({
  pid: z.int(),
  /** `pid` runs the functions and nothing else; it changes when that process is replaced. */
  app: z.object({ url: z.url(), pid: z.int() }),
  /** Who signs in with `user` and `password` may send to anybody. */
  smtp: z.object({ host: z.string(), port: Port, user: z.string(), password: z.string() }),
  cosmos: z.object({ endpoint: z.url(), key: z.string(), database: z.string() }),
  /** With the account name, as the SDK's clients want them; `connectionString` is for both. */
  blob: z.object({ endpoint: z.url() }),
  queue: z.object({ endpoint: z.url() }),
  storage: z.object({ connectionString: z.string() }),
  graph: Placement,
  entra: Placement,
  keyVault: Placement,
  acs: Placement,
  /** `port` speaks plain text and STARTTLS, `tlsPort` TLS. */
  imap: z.object({ host: z.string(), port: Port, tlsPort: Port, user: z.string(), password: z.string() }),
  /** An Exchange server on premises: where EWS answers, and who signs in by NTLM or Basic. */
  ews: z.object({ url: z.url(), user: z.string(), password: z.string() }),
  /** From the project's root, or absolute. */
  outbox: z.string(),
  /** Where a ticket is looked at; {number} is replaced. */
  ticketUrl: z.string(),
  /** The authority that signed the HTTPS certificates. */
  caFile: z.string(),
});
export type CloudFile = z.infer<typeof CloudFile>;

const NAME = 'cloud.json';

/** Replaces the file in one step. It holds keys, so only its owner can read it. */
export const writeCloudFile = (state: string, content: CloudFile) =>
  writeInOneStep(join(state, NAME), `${JSON.stringify(content, null, 2)}\n`, 0o600);

export const removeCloudFile = (state: string) => rmSync(join(state, NAME), { force: true });

/**
 * The running cloud's file, or undefined when none runs with this state folder. Throws when the
 * file is not ours.
 */
export function readCloudFile(state: string): CloudFile | undefined {
  let text: string;
  try {
    text = readFileSync(join(state, NAME), 'utf8');
  } catch {
    return undefined;
  }
  return CloudFile.parse(JSON.parse(text));
}
