import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { classify } from '../shared/domain/classify/classify.ts';
import { mailIdFor } from '../shared/domain/ids.ts';
import { askerOf } from '../shared/domain/ingest/asker.ts';
import { placementAt, ticketIdsFor } from '../shared/domain/ingest/placement.ts';
import { planIngest } from '../shared/domain/ingest/plan-ingest.ts';
import { planRefusal } from '../shared/domain/ingest/plan-refusal.ts';
import { parseMail } from '../shared/domain/mail/parse-mail.ts';
import { Mailbox } from '../shared/domain/mailboxes/mailbox.ts';
import { unrouted } from '../shared/domain/rules/routed.ts';
import { Policy } from '../shared/domain/settings/policy.ts';
import { TicketQueue } from '../shared/domain/settings/ticket-queue.ts';
import { cluesIn } from '../shared/domain/thread/clues.ts';
import { senderTrust } from '../shared/domain/trust/sender-trust.ts';
import { generatedMails } from './generated-mails.ts';

const keys = [Buffer.from('a key for the benchmark')] as const;
const mailbox = Mailbox.parse({
  mailboxId: 'support',
  kind: 'graph',
  address: 'support@contoso.example',
  queueId: 'support',
  user: 'support@contoso.example',
});
const settings = {
  mailbox,
  queue: TicketQueue.parse({ queueId: 'support', name: 'Support', prefix: 'SUP' }),
  policy: Policy.parse({}),
  technicians: [],
  ownAddresses: new Set([mailbox.address]),
};

/** Parses, classifies and plans one raw mail as ingest does, without any I/O. */
function wholePurePath(raw: Uint8Array): void {
  const mail = parseMail(raw);
  const now = new Date();
  const mailId = mailIdFor('support', 'remote', mail.rawSha256);
  const sender = { contact: null, client: { id: 'fabrikam', name: 'Fabrikam' } };
  const facts = {
    mail,
    mailId,
    remoteId: 'remote',
    rawBlob: 'raw',
    receivedAt: now,
    now,
    ...settings,
    classification: classify(mail),
    asker: askerOf(mail, settings.ownAddresses),
    sender,
    trust: senderTrust(mail, {
      trustedServers: { names: [], exchange: true },
      ownDomains: ['contoso.example'],
      clientDomains: ['fabrikam.example'],
      firstTime: true,
    }),
    forwarded: null,
    blockedSenders: [],
    answered: { key: 'sender:user@fabrikam.example', domain: 'fabrikam.example', stored: null },
    accepted: false,
    archived: false,
  };
  cluesIn(mail, [...keys]);
  if (planRefusal(facts, [...keys])) return;
  const withThread = { ...facts, thread: { joins: null, links: [], checks: [], seen: null }, routed: { ...unrouted, client: null } };
  const [first] = ticketIdsFor(withThread, withThread.thread);
  const place = first && placementAt(withThread, first, null, [], []);
  if (place?.kind === 'new') planIngest(withThread, place, { state: null, totals: { domain: 0, all: 0 }, owedLately: () => 0 });
}

const warmUps = 5;

/**
 * Rates in mails a second, CPU in milliseconds a mail: for the pure path, for parsing alone (raw
 * bytes to ParsedMail), and for other parsers.
 */
export type PureFigures = {
  mailsPerSecond: number;
  cpuMsPerMail: number;
  parseCpuMsPerMail: number;
  mailparserMailsPerSecond: number;
  mailparserCpuMsPerMail: number;
  postalMimeCpuMsPerMail: number;
};

/**
 * Compares the pure path with mailparser's simpleParser and postal-mime alone, on the same mails in
 * one process; medians of the passes.
 */
export async function benchPurePath(passes = 15): Promise<PureFigures> {
  const mails = generatedMails(300, 'pure').map(({ raw }) => raw);
  const works = {
    whole: wholePurePath,
    parse: async (raw: Uint8Array) => void (await parseMail(raw)),
    mailparser: async (raw: Uint8Array) => void (await simpleParser(Buffer.from(raw))),
    postalMime: async (raw: Uint8Array) => void (await PostalMime.parse(raw)),
  };
  const done: Record<keyof typeof works, Pass[]> = { whole: [], parse: [], mailparser: [], postalMime: [] };
  // alternately, so that whatever slows down the machine slows down all; the first rounds warm up
  // the compiler
  for (let round = -warmUps; round < passes; round += 1) {
    for (const name of ['whole', 'parse', 'mailparser', 'postalMime'] as const) {
      const pass = await measure(mails, works[name]);
      if (round >= 0) done[name].push(pass);
    }
  }
  const rate = (name: keyof typeof works) => Math.round(median(done[name].map(({ perSecond }) => perSecond)));
  const cpu = (name: keyof typeof works) => Number(median(done[name].map(({ cpuMs }) => cpuMs)).toFixed(3));
  return {
    mailsPerSecond: rate('whole'),
    cpuMsPerMail: cpu('whole'),
    parseCpuMsPerMail: cpu('parse'),
    mailparserMailsPerSecond: rate('mailparser'),
    mailparserCpuMsPerMail: cpu('mailparser'),
    postalMimeCpuMsPerMail: cpu('postalMime'),
  };
}

type Pass = { perSecond: number; cpuMs: number };

async function measure(mails: Buffer[], work: (raw: Uint8Array) => void | Promise<void>): Promise<Pass> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (const raw of mails) await work(raw);
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (mails.length * 1000) / (performance.now() - start), cpuMs: (user + system) / 1000 / mails.length };
}

/** The middle value. */
export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

if (import.meta.main) console.log(JSON.stringify(await benchPurePath()));
