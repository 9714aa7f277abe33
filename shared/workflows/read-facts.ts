import { classify } from '../domain/classify/classify.ts';
import { isNoReplyAddress } from '../domain/classify/no-reply-address.ts';
import { domainOf, type KnownSender } from '../domain/contacts/contact.ts';
import { isOwn, ownDomainsOf } from '../domain/contacts/own-addresses.ts';
import { mailIdFor } from '../domain/ids.ts';
import { askerOf } from '../domain/ingest/asker.ts';
import type { MailFacts } from '../domain/ingest/ingest-facts.ts';
import { senderOf } from '../domain/ingest/people-of.ts';
import { isAddress } from '../domain/mail/is-address.ts';
import { isMailType, type ParsedMail } from '../domain/mail/parsed-mail.ts';
import { subjectPrefix } from '../domain/mail/subject-prefixes.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { type AutoAnswerCount, senderLoopKey } from '../domain/notifications/loop-breaker.ts';
import type { MailRef } from '../domain/queue-items.ts';
import { enclosedMail } from '../domain/reply/attached-mail.ts';
import { type Forwarded, forwardedMail } from '../domain/reply/forwarded.ts';
import type { Policy } from '../domain/settings/policy.ts';
import type { Technician } from '../domain/settings/technician.ts';
import type { TicketQueue } from '../domain/settings/ticket-queue.ts';
import { lowerAddress } from '../domain/text/lower-address.ts';
import type { MailKind } from '../domain/trace/mail-kind.ts';
import { senderTrust } from '../domain/trust/sender-trust.ts';
import { trustedServersOf } from '../domain/trust/trusted-servers.ts';
import { type Check, checkOf } from '../domain/words/check.ts';
import { remark } from '../domain/words/remark.ts';
import type { RouteDeps } from './route-mail.ts';

/** What an admin has set that concerns a mail of this mailbox. */
export type MailboxSettings = RouteDeps & {
  mailbox: Mailbox;
  queue: TicketQueue;
  policy: Policy;
  technicians: readonly Technician[];
  ownAddresses: ReadonlySet<string>;
  blockedSenders: readonly string[];
  clientDomains: readonly string[];
};

export type ReadFactsDeps = {
  now(): Date;
  /** Who a sender is, and their recent automatic answers. */
  knownSender(address: string, domain: string): Promise<KnownSender & { loop: AutoAnswerCount | null }>;
  /** Keeps the raw mail; returns the name of its blob. */
  stageRaw(raw: Uint8Array, receivedAt: Date): Promise<string>;
};

/** All that is known of a mail before its thread is looked for. The raw mail is kept meanwhile. */
export async function readFacts(
  deps: ReadFactsDeps,
  ref: MailRef,
  mail: ParsedMail,
  raw: Uint8Array,
  settings: MailboxSettings,
): Promise<MailFacts> {
  const { mailbox, queue, ownAddresses, blockedSenders, clientDomains } = settings;
  // years may lie between two mails of one conversation
  const policy = ref.archive ? { ...settings.policy, reopenDays: Number.MAX_SAFE_INTEGER } : settings.policy;
  const receivedAt = new Date(ref.receivedAt);
  const { address } = senderOf({ mail, sender: { contact: null, client: null } });
  const asker = askerOf(mail, ownAddresses);
  const asking = asker?.address ?? address;
  const [rawBlob, { loop, ...sender }] = await Promise.all([
    ref.rawBlob ?? deps.stageRaw(raw, receivedAt),
    deps.knownSender(asking, domainOf(asking)),
  ]);
  const trust = senderTrust(mail, {
    trustedServers: trustedServersOf(mailbox, policy),
    ownDomains: ownDomainsOf(ownAddresses),
    clientDomains,
    firstTime: sender.contact === null,
  });
  const forward = policy.technicians.includes(address) ? findForwarded(mail) : null;
  // anybody can write a technician's address into From: making somebody a requester takes a verdict
  const believed = trust.sender === 'verified';
  const forwarded = forward && believed ? await readForwarded(deps, forward, ownAddresses) : null;
  const answered = forwarded?.address ?? asking;
  return {
    mail,
    mailId: mailIdFor(ref.mailboxId, ref.remoteId, mail.rawSha256),
    remoteId: ref.remoteId,
    rawBlob,
    receivedAt,
    now: deps.now(),
    mailbox,
    queue,
    policy,
    technicians: settings.technicians,
    ownAddresses,
    blockedSenders,
    classification: classify(mail),
    asker,
    sender,
    trust: forward && !believed ? { ...trust, checks: [...trust.checks, unbelieved(address)] } : trust,
    forwarded: forwarded && { mail: forwarded.mail, kind: forwarded.kind, address: forwarded.address, sender: forwarded.sender },
    // counted for who gets the confirmation: the client, when their mail was forwarded
    answered: {
      key: senderLoopKey(answered),
      domain: domainOf(answered),
      stored: forwarded ? forwarded.loop : loop,
    },
    accepted: ref.accepted,
    archived: ref.archive === true,
  };
}

const unbelieved = (address: string): Check => checkOf('forwarded-by-technician', address, remark('forward-not-believed'));

/**
 * The mail that a mail forwards, and whether a person wrote it. An attached one has a header that
 * says so; under a subject without "Fwd:" it is a file like others.
 */
function findForwarded(mail: ParsedMail): { mail: Forwarded; kind: MailKind } | null {
  const inText = forwardedMail({ ...mail, parts: [] });
  if (inText) return { mail: inText, kind: 'person' };
  const attached = forwardedMail(mail);
  const part = mail.parts.find(({ contentType }) => isMailType(contentType));
  if (!attached || !part || subjectPrefix(mail.subject) !== 'forward') return null;
  return { mail: attached, kind: classify(enclosedMail(part)).kind };
}

/** A forwarded mail with who the client is; null when it names nobody we could write to. */
async function readForwarded(deps: ReadFactsDeps, found: { mail: Forwarded; kind: MailKind }, ownAddresses: ReadonlySet<string>) {
  const address = lowerAddress(found.mail.from.address ?? '');
  // an attached bounce is a forward too, but no client
  if (!isAddress(address) || isOwn(address, ownAddresses) || isNoReplyAddress(address)) return null;
  const { loop, ...sender } = await deps.knownSender(address, domainOf(address));
  return { ...found, address, sender, loop };
}
