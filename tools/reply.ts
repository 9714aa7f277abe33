import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CloudError } from '../local/cloud/cloud-error.ts';
import { readCloudFile } from '../local/cloud/cloud-file.ts';
import { toTerminalText } from '../local/mail/to-terminal-text.ts';

const USAGE = `Answers a ticket of the running embedded cloud as a technician, by its API, and tells what became of it.

  npm run reply -- TICKET "text" [--to ADDRESS…] [--cc ADDRESS…] [--bcc ADDRESS…] [--file FILE…] [--status STATUS]
  npm run reply -- TICKET "text" --note
  npm run reply -- TICKET --undo [MESSAGE]

TICKET is a number such as SUP-1001. Without --to it goes to the requester and those on their side. --undo takes the latest reply back that
waits. --state DIR is the folder of the cloud.`;

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const PATIENCE_MS = 90_000;
const ENDED = new Set(['delivered', 'bounced', 'failed', 'held', 'undone']);

const Delivery = z.object({ to: z.string(), state: z.string(), reason: z.string().nullable() });
const Message = z.object({
  id: z.string(),
  kind: z.string(),
  sendsAt: z.string().nullable(),
  deliveries: z.array(Delivery),
  mentions: z.array(z.string()),
});
type Message = z.infer<typeof Message>;
const Ticket = z.object({ number: z.string(), status: z.string(), messages: z.array(Message) });
const Upload = z.object({ id: z.string() });

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof CloudError ? error.message : error);
  process.exitCode = 1;
}

/** False if a mail of it did not go, or nothing is known of one in time. */
async function main(): Promise<boolean> {
  const { values, positionals } = readArguments();
  const [ticket, text] = positionals;
  if (values.help || ticket === undefined || positionals.length > 2) {
    console.log(USAGE);
    return values.help === true;
  }
  const state = resolve(values.state ?? (process.env.PSA_STATE || join(ROOT, '.local')));
  const cloud = readCloudFile(state);
  if (!cloud)
    throw new CloudError(`No embedded cloud runs (there is no ${join(state, 'cloud.json')}). Start it in another terminal: npm start`);
  const ask = asker(cloud.app.url);
  const path = `/api/tickets/${encodeURIComponent(ticket)}`;
  if (values.undo) return undo(ask, path, text);
  if (text === undefined) throw new CloudError(`What is to be said?\n\n${USAGE}`);
  const attachments: string[] = [];
  for (const file of values.file) attachments.push(await upload(ask, file));
  if (values.note) {
    const note = Message.parse(await ask('POST', `${path}/notes`, { text, attachments }));
    console.log(`Noted in ${ticket}: ${note.id}${note.mentions.length > 0 ? `, names ${note.mentions.join(', ')}` : ''}`);
    return true;
  }
  const { to, cc, bcc, status } = values;
  const reply = { text, attachments, cc, bcc, ...(to.length > 0 ? { to } : {}), ...(status === undefined ? {} : { status }) };
  const posted = Message.parse(await ask('POST', `${path}/replies`, reply));
  console.log(`Replied in ${ticket} to ${posted.deliveries.map((each) => each.to).join(', ')}; it is sent at ${posted.sendsAt}.`);
  console.log(`  until then: npm run reply -- ${ticket} --undo ${posted.id}`);
  return told(ask, path, posted);
}

function readArguments() {
  try {
    const many = { type: 'string', multiple: true, default: [] as string[] } as const;
    return parseArgs({
      allowPositionals: true,
      options: {
        ...{ to: many, cc: many, bcc: many, file: many },
        ...{ status: { type: 'string' }, state: { type: 'string' } },
        ...{ note: { type: 'boolean' }, undo: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      },
    });
  } catch (error) {
    throw new CloudError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

type Ask = ReturnType<typeof asker>;

/** Asks the API as the local admin; a problem is an error with its words. */
function asker(appUrl: string) {
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const bytes = body instanceof Uint8Array ? Buffer.from(body) : null;
    const answer = await fetch(new URL(path, appUrl), {
      method,
      headers: body ? { 'content-type': bytes ? 'application/octet-stream' : 'application/json' } : {},
      body: bytes ?? (body ? JSON.stringify(body) : null),
    });
    const text = await answer.text();
    if (answer.ok) return text === '' ? null : JSON.parse(text);
    const problem = z.object({ detail: z.string() }).safeParse(parsed(text));
    throw new CloudError(`${answer.status} ${toTerminalText(problem.data?.detail ?? text.slice(0, 500))}`);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function upload(ask: Ask, file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new CloudError(`Can't read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Upload.parse(await ask('POST', `/api/uploads?name=${encodeURIComponent(basename(file))}`, bytes)).id;
}

async function undo(ask: Ask, path: string, id: string | undefined): Promise<boolean> {
  const { messages } = Ticket.parse(await ask('GET', path));
  const waiting = messages.filter(({ kind, deliveries }) => kind === 'reply' && deliveries.every((each) => each.state === 'waiting'));
  const chosen = id ?? waiting.at(-1)?.id;
  if (chosen === undefined) throw new CloudError('No reply waits: there is nothing to take back.');
  await ask('DELETE', `${path}/replies/${encodeURIComponent(chosen)}`);
  console.log(`Taken back: ${chosen}. Nothing of it was sent.`);
  return true;
}

/** Says what became of each mail of a reply, as it becomes known. */
async function told(ask: Ask, path: string, { id, sendsAt }: Message): Promise<boolean> {
  const said = new Map<string, string>();
  const end = Math.max(Date.now(), Date.parse(sendsAt ?? '')) + PATIENCE_MS;
  for (; Date.now() < end; await sleep(1000)) {
    const { messages, status } = Ticket.parse(await ask('GET', path));
    const message = messages.find((each) => each.id === id);
    if (!message) {
      console.log('  taken back: nothing was sent');
      return true;
    }
    for (const { to, state, reason } of message.deliveries) {
      if (said.get(to) === state || state === 'waiting') continue;
      said.set(to, state);
      console.log(`  ${to}: ${state}${reason === null ? '' : ` (${toTerminalText(reason)})`}`);
    }
    if (message.deliveries.every(({ state }) => ENDED.has(state))) {
      console.log(`  the ticket is ${status}`);
      return message.deliveries.every(({ state }) => state === 'delivered');
    }
  }
  console.error(`  not all of it is known within ${PATIENCE_MS / 1000} s; it may still come: GET ${path}`);
  return false;
}
