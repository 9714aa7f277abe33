import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CloudError } from '../local/cloud/cloud-error.ts';
import { type CloudFile, readCloudFile } from '../local/cloud/cloud-file.ts';
import { readMailHead } from '../local/mail/read-mail-head.ts';
import { readVerdicts, toVerdictLine } from '../local/mail/read-verdicts.ts';
import { sampleMail } from '../local/mail/sample-mail.ts';
import { sendRawMail } from '../local/mail/send-raw-mail.ts';
import { toTerminalText } from '../local/mail/to-terminal-text.ts';

const USAGE = `Sends raw mails to the running embedded cloud, unchanged, and tells what became of them.

  npm run send -- [--to ADDRESS] [--from ADDRESS] [--state DIR] [FILE.eml…]

Without a file it sends a sample with a picture and an attachment. The envelope is taken from the mail: From, and those in To and Cc that have a
mailbox here; if none has, it goes to ${'support@contoso.example'}.`;

const DEFAULT_TO = 'support@contoso.example';
const DEFAULT_FROM = 'alice@fabrikam.example';
const PATIENCE_MS = 30_000;
const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

interface Mail {
  name: string;
  raw: Buffer;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof CloudError ? error.message : error);
  process.exitCode = 1;
}

/** False if a mail was refused, or there was no verdict in time. */
async function main(): Promise<boolean> {
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  const state = resolve(values.state ?? (process.env.PSA_STATE || join(ROOT, '.local')));
  const cloud = readCloudFile(state);
  if (!cloud)
    throw new CloudError(`No embedded cloud runs (there is no ${join(state, 'cloud.json')}). Start it in another terminal: npm start`);
  const mails: Mail[] = positionals.map((name) => ({ name, raw: readMail(name) }));
  if (mails.length === 0) mails.push({ name: 'sample', raw: await sampleMail(values.from ?? DEFAULT_FROM, values.to ?? DEFAULT_TO) });
  let ok = true;
  for (const mail of mails) ok = (await sendOne(cloud, mail, values)) && ok;
  return ok;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { to: { type: 'string' }, from: { type: 'string' }, state: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new CloudError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function readMail(name: string): Buffer {
  try {
    return readFileSync(name);
  } catch (error) {
    throw new CloudError(`Can't read the mail ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function sendOne(cloud: CloudFile, { name, raw }: Mail, { to, from }: { to?: string; from?: string }): Promise<boolean> {
  const head = readMailHead(raw);
  const known = new Set((await verdictsOf(cloud, head.messageId)).map(({ mailId }) => mailId));
  const sentAt = Date.now();
  const label = `${name}: ${head.from || '(no From)'} “${toTerminalText(head.subject)}”`;
  try {
    const envelope = { from: from ?? head.from, to: to ? [to] : head.recipients };
    const { accepted } = await sendRawMail(cloud.smtp, envelope, raw, to ? undefined : DEFAULT_TO);
    console.log(`${label} → ${accepted.join(', ')}`);
  } catch (error) {
    console.error(`${label}\n  not sent: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
  while (Date.now() < sentAt + PATIENCE_MS) {
    const verdict = (await verdictsOf(cloud, head.messageId)).find(
      (one) => !known.has(one.mailId) && one.outcome !== 'processing' && (one.messageId ?? '') === head.messageId,
    );
    if (verdict) {
      console.log(`  ${toVerdictLine(verdict, cloud.ticketUrl, cloud.app.url)}`);
      return true;
    }
    await sleep(500);
  }
  console.error(`  no verdict within ${PATIENCE_MS / 1000} s; it may still come: ${cloud.app.url}/api/mail`);
  return false;
}

/**
 * The newest traces with this Message-ID (of any mail if it has none); none while the app is not
 * available.
 */
async function verdictsOf(cloud: CloudFile, messageId: string) {
  try {
    return (await readVerdicts(cloud.app.url, { limit: '50', ...(messageId ? { messageId } : {}) })).items;
  } catch {
    return [];
  }
}
