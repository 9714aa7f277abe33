import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { CloudError } from '../../local/cloud/cloud-error.ts';
import { startCloud } from '../../local/cloud/start-cloud.ts';
import { sendRawMail } from '../../local/mail/send-raw-mail.ts';
import { MailPage } from '../../shared/api/mails.ts';
import { ApiTicketWithMessages, TicketPage } from '../../shared/api/tickets.ts';
import { psaEmail } from '../../tools/start/psa-email.ts';

export type TestCloud = Awaited<ReturnType<typeof aCloud>>;

/** What is waited for comes within this, also on a busy machine. */
const patienceMs = 40_000;

/**
 * The whole embedded cloud in a folder of its own, with what a test asks of it from outside: SMTP
 * in, HTTP and the outbox out. `empty`: nothing is set up in it; `warn` gets the warnings and
 * errors of the app's log.
 */
export async function aCloud(
  settings: Record<string, string> = {},
  { empty = false, warn = () => {} }: { empty?: boolean; warn?: (line: string) => void } = {},
) {
  const state = await mkdtemp(join(tmpdir(), 'psa-e2e-'));
  const start = () => startCloud({ app: psaEmail, state, port: 0, smtpPort: 0, settings, empty, warn });
  // a port that was free when it was chosen may be another test's by the time that it is opened
  const cloud = await start().catch((error: unknown) => {
    if (error instanceof CloudError && error.message.includes('is in use')) return start();
    throw error;
  });
  const { app, smtp, outbox } = cloud.file;

  async function get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    // while the functions process is started anew the host answers 500 or 503
    for (let round = 0; ; round += 1) {
      const answer = await fetch(new URL(path, app.url));
      if (answer.status === 200) return schema.parse(await answer.json());
      if (answer.status < 500 || round >= 40) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
      await sleep(500);
    }
  }

  async function until<T>(what: string, probe: () => Promise<T | null | undefined | false>): Promise<T> {
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(200)) {
      const found = await probe();
      if (found) return found;
    }
    throw new Error(`${what}: not within ${patienceMs / 1000} s`);
  }

  /** The finished traces of a Message-ID, once there are `count`. */
  const traces = (messageId: string, count = 1) =>
    until(`${count} traces of ${messageId}`, async () => {
      const { items } = await get(`/api/mail?messageId=${encodeURIComponent(messageId)}`, MailPage);
      const finished = items.filter(({ outcome }) => outcome !== 'processing');
      return finished.length >= count && finished;
    });

  /** A request that changes something; its status and JSON. */
  async function ask(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const sent = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } } : { headers };
    const answer = await fetch(new URL(path, app.url), { method, ...sent });
    const json: unknown = await answer.json();
    return { status: answer.status, location: answer.headers.get('location') ?? '', etag: answer.headers.get('etag') ?? '', json };
  }

  return {
    cloud,
    state,
    app,
    get,
    ask,
    until,
    traces,
    /** Runs a timer function now, and not at its time. */
    async runTimer(name: string) {
      const { status } = await fetch(new URL(`/admin/functions/${name}`, app.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"input":""}',
      });
      if (status !== 202) throw new Error(`${name}: ${status}`);
    },
    send: (raw: Uint8Array, { to = 'support@contoso.example', from = 'alice@fabrikam.example' } = {}) =>
      sendRawMail({ host: smtp.host, port: smtp.port }, { from, to: [to] }, Buffer.from(raw)),
    /** Sends a mail and waits for what became of it. */
    async taken(raw: Uint8Array, messageId: string, envelope: { to?: string; from?: string } = {}) {
      await this.send(raw, envelope);
      const [trace] = await traces(messageId);
      if (!trace) throw new Error(`${messageId} has no trace`);
      return trace;
    },
    ticket: (number: string | null) => get(`/api/tickets/${number}`, ApiTicketWithMessages),
    tickets: (filter: string) => get(`/api/tickets?${filter}`, TicketPage),
    /** What was sent, with a header's value by name. */
    async outbox() {
      const folder = resolve(outbox);
      const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
      return Promise.all(
        names.map(async (name) => {
          const raw = await readFile(join(folder, name), 'latin1');
          const head = raw.split(/\r?\n\r?\n/)[0]?.replace(/\r?\n[ \t]+/g, ' ') ?? '';
          return { name, raw, header: (field: string) => new RegExp(`^${field}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '' };
        }),
      );
    },
    async stop() {
      await cloud.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}
