import { classify } from '../domain/classify.ts';
import { type Client, domainOf, type KnownSender } from '../domain/contact.ts';
import { forwardedMail } from '../domain/forwarded.ts';
import { mailIdFor } from '../domain/ids.ts';
import type { IngestFacts } from '../domain/ingest-facts.ts';
import { isOwn, senderOf } from '../domain/ingest-items.ts';
import { type LoopState, senderLoopKey } from '../domain/loop-breaker.ts';
import type { ParsedMail } from '../domain/mail.ts';
import type { Mailbox } from '../domain/mailbox.ts';
import { isNoReplyAddress } from '../domain/no-reply.ts';
import type { MailRef } from '../domain/queue-items.ts';
import { senderTrust } from '../domain/sender-trust.ts';
import type { Policy, TicketQueue } from '../domain/settings.ts';

/** What an admin has set that concerns a mail of this mailbox. */
export type HouseSettings = {
  mailbox: Mailbox;
  queue: TicketQueue;
  policy: Policy;
  ownAddresses: ReadonlySet<string>;
  blockedSenders: readonly string[];
  clientDomains: ReadonlyMap<string, Client>;
};

export type ReadFactsDeps = {
  now(): Date;
  /** Who a sender is, and the automatic answers he got of late. */
  knownSender(address: string, domain: string): Promise<KnownSender & { loop: LoopState | null }>;
  /** Keeps the raw mail; returns the name of its blob. */
  stageRaw(raw: Uint8Array, receivedAt: Date): Promise<string>;
};

/** All that is known of a mail before its thread is looked for. The raw mail is kept meanwhile. */
export async function readFacts(
  deps: ReadFactsDeps,
  ref: MailRef,
  mail: ParsedMail,
  raw: Uint8Array,
  settings: HouseSettings,
): Promise<Omit<IngestFacts, 'thread'>> {
  const { mailbox, queue, policy, ownAddresses, blockedSenders, clientDomains } = settings;
  const receivedAt = new Date(ref.receivedAt);
  const { address } = senderOf({ mail, sender: { contact: null, client: null } });
  const [rawBlob, { loop, ...sender }] = await Promise.all([
    ref.rawBlob ?? deps.stageRaw(raw, receivedAt),
    deps.knownSender(address, domainOf(address)),
  ]);
  const trustFacts = { trustedServers: policy.trustedServers, clientDomains: clientDomains.keys(), firstTime: sender.contact === null };
  const trust = senderTrust(mail, trustFacts);
  const forwarder = policy.technicians.includes(address) && trust.authenticated !== false;
  const forwarded = forwarder ? await readForwarded(deps, mail, ownAddresses) : null;
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
    ownAddresses,
    blockedSenders,
    classification: classify(mail),
    sender,
    trust,
    forwarded: forwarded && { mail: forwarded.mail, address: forwarded.address, sender: forwarded.sender },
    // whoever is confirmed is counted: the client, when his mail was forwarded
    loop: { key: senderLoopKey(forwarded?.address ?? address), state: forwarded ? forwarded.loop : loop },
    accepted: ref.accepted,
  };
}

/** The client's mail in a technician's forward, with who the client is; null when there is none, or it names nobody we could write to. */
async function readForwarded(deps: ReadFactsDeps, mail: ParsedMail, ownAddresses: ReadonlySet<string>) {
  const found = forwardedMail(mail);
  const address = found?.from.address?.toLowerCase() ?? '';
  // an attached bounce is a forward too, but no client
  if (!found || !/^[^\s@]+@[^\s@]+$/.test(address) || isOwn(address, ownAddresses) || isNoReplyAddress(address)) return null;
  const { loop, ...sender } = await deps.knownSender(address, domainOf(address));
  return { mail: found, address, sender, loop };
}
