import { headerValues } from '../mail/header-fields.ts';
import { isAddress } from '../mail/is-address.ts';
import type { ParsedMail } from '../mail/parsed-mail.ts';
import { ticketNumbersIn } from '../mail/subject.ts';
import type { Policy } from '../settings/policy.ts';
import type { SenderState } from '../tickets/sender-state.ts';
import type { Participant, Ticket } from '../tickets/ticket.ts';
import type { Code } from '../words/english.ts';
import { type Remark, remark } from '../words/remark.ts';
import { type SigningKeys, signedTicketOf, verifyReplyAddress, withoutSignature } from './signed-ids.ts';

/**
 * What in a mail points to a ticket, in the order in which it is believed. `proof`: only who
 * received our mail can know it.
 */
export type Clue =
  | { kind: 'signed-message-id'; ticketIds: string[]; saw: string; proof: true }
  | { kind: 'reply-address'; ticketIds: string[]; saw: string; proof: true }
  | { kind: 'quoted-message-ids'; messageIds: string[]; saw: string; proof: false }
  | { kind: 'subject-token'; numbers: string[]; saw: string; proof: false };

/** How many quoted Message-IDs are looked up: the root and the newest. */
const maxQuoted = 20;

/** Where a mail's delivery shows the address it was really sent to, besides To and Cc. */
const deliveryFields = ['delivered-to', 'envelope-to', 'x-envelope-to', 'x-original-to'];

/**
 * Everything in a mail that may tie it to a ticket, most trusted first (our signed ids, quoted
 * Message-IDs, subject token). Pure.
 */
export function cluesIn(mail: ParsedMail, keys: SigningKeys): Clue[] {
  const clues: Clue[] = [];
  const quoted = [...mail.references, ...mail.inReplyTo];
  const signed = quoted.filter((id) => signedTicketOf(id, keys) !== null).reverse();
  const signedTickets = unique(signed.map((id) => signedTicketOf(id, keys)));
  if (signedTickets.length)
    clues.push({ kind: 'signed-message-id', ticketIds: signedTickets, saw: withoutSignature(signed[0] ?? ''), proof: true });

  const addressed = [
    ...[...mail.to, ...mail.cc].map(({ address }) => address),
    ...deliveryFields.flatMap((name) => headerValues(mail, name)),
  ];
  const tokens = unique(addressed.slice(0, 200).map((address) => verifyReplyAddress(address.slice(0, 400), keys)));
  if (tokens.length) clues.push({ kind: 'reply-address', ticketIds: tokens, saw: String(tokens.length), proof: true });

  const foreign = unique([...mail.inReplyTo, ...mail.references.toReversed()].filter((id) => signedTicketOf(id, keys) === null));
  if (foreign.length) {
    const messageIds = foreign.length <= maxQuoted ? foreign : [...foreign.slice(0, maxQuoted - 1), ...foreign.slice(-1)];
    clues.push({ kind: 'quoted-message-ids', messageIds, saw: messageIds.slice(0, 5).join(' '), proof: false });
  }
  const numbers = ticketNumbersIn(mail.subject);
  if (numbers.length) clues.push({ kind: 'subject-token', numbers, saw: numbers.join(' '), proof: false });
  return clues;
}

/**
 * The root of a mail's conversation: the first of References, else of In-Reply-To, else the mail
 * itself.
 */
export const rootMessageId = (mail: ParsedMail): string => mail.references[0] ?? mail.inReplyTo[0] ?? mail.messageId;

/** Whether a mail may join a ticket that a clue names, and if not, why. */
export type Match =
  | { kind: 'joins'; newcomer: boolean; verdict: Remark }
  | { kind: 'follow-up'; verdict: Remark }
  | { kind: 'stays-out'; verdict: Remark };

/**
 * Decides on a match (promise 3): headers and subjects are hostile, so all that a mail comes from
 * (`parties`) must take part already, or it must prove by our signed id that they received our
 * mail. When a trusted system does not vouch for the sender, an address in From proves nothing. A
 * technician whom one vouches for may answer in any ticket, however long it is closed: what becomes
 * of that is decided with the ticket. Pure.
 */
export function mayJoin(
  ticket: Ticket,
  sender: { parties: readonly string[]; state: SenderState; isTechnician?: boolean },
  proof: boolean,
  policy: Policy,
  now: Date,
): Match {
  const { number } = ticket;
  if (sender.isTechnician && !sender.parties.includes(ticket.requester.address))
    return { kind: 'joins', newcomer: false, verdict: remark('joins-technician', { number }) };
  const isVouched = sender.state !== 'not-vouched-for';
  const parties = sender.parties.map((address) => participantOf(ticket, address));
  const participant = isVouched && parties.every((party) => party !== null) ? parties[0] : null;
  if (!participant && !proof) {
    return { kind: 'stays-out', verdict: remark(isVouched ? 'stays-out-no-participant' : 'stays-out-unvouched', { number }) };
  }
  const overSince = ticket.closedAt ?? ticket.resolvedAt;
  if (overSince !== null && now.getTime() - Date.parse(overSince) > policy.reopenDays * 86_400_000) {
    const code = ticket.closedAt === null ? 'follow-up-resolved' : 'follow-up-closed';
    return { kind: 'follow-up', verdict: remark(code, { number, days: policy.reopenDays }) };
  }
  return participant
    ? { kind: 'joins', newcomer: participant.role === 'newcomer', verdict: remark(takesPart[sender.state], { number }) }
    : { kind: 'joins', newcomer: true, verdict: remark('joins-by-proof', { number }) };
}

const takesPart = {
  verified: 'joins-participant',
  unknown: 'joins-participant-unknown',
  'not-vouched-for': 'joins-participant',
} as const satisfies Record<SenderState, Code>;

/** The participant with this address, or null; what is no address is nobody's. */
export const participantOf = (ticket: Ticket, address: string): Participant | null =>
  isAddress(address) ? (ticket.participants.find((participant) => participant.address === address) ?? null) : null;

const unique = <T>(values: (T | null | undefined)[]): T[] => [
  ...new Set(values.filter((value): value is T => value !== null && value !== undefined)),
];
