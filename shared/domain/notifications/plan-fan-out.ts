import { isNoReplyAddress } from '../classify/no-reply-address.ts';
import { isOwn } from '../contacts/own-addresses.ts';
import { isPublicAddress } from '../mail/is-address.ts';
import { blockedBy } from '../settings/block-list.ts';
import { type NotificationEvent, notificationSetting } from '../settings/notification-settings.ts';
import { lowerAddress } from '../text/lower-address.ts';
import { type Remark, remark } from '../words/remark.ts';
import { candidatesOf, technicianAt } from './candidates.ts';
import type { Candidate, FanOutFacts, ToldTicket } from './fan-out-facts.ts';
import { limited } from './notice-limit.ts';
import { type Notification, owedNotification } from './notification.ts';

/** Something that happened to a ticket, and may be told. */
export type NotificationCause = {
  /** Of the mail, the request or the message: what is done again owes the same. */
  id: string;
  /** When it happened. */
  at: Date;
  /** What is told, the most important first: an address gets one mail for all of it. */
  events: readonly NotificationEvent[];
  /** The technician who caused it, by their address; null: somebody else, or a program. */
  by: string | null;
  /** Who knows it already: who caused it, and who has it by the same mail. */
  known: readonly string[];
  /** The technicians whom a note names, by their addresses. */
  mentions?: readonly string[];
  /** The message that it is about (its item's id), and the mail that brought it. */
  messageItemId: string | null;
  mailId: string | null;
  /** What the rows of technicians carry besides. */
  teamData?: Notification['data'];
  /** When it is sent; before that a change may take it back. */
  dueAt: Date;
};

/** Who is not told of it, and why. */
export type LeftOut = { address: string; event: NotificationEvent; reason: Remark };

/** The rows that a cause owes, who is left out, and under which keys they are counted. */
export type FanOut = { owed: Notification[]; leftOut: LeftOut[]; counts: string[] };

/** What happened before that is told to nobody: a replay or a backfill must not write to anyone. */
const maxAgeMs = 3_600_000;
/** So many rows has a cause at most: they are written in its batch, which holds 100 items. */
export const maxNotices = 60;

/**
 * Who is told of something that happened to a ticket, as one row for each address, however many
 * roles they have. Never who knows it already, never a machine or ourselves, never whom nothing
 * vouches for, and what only technicians may read no one else. Pure.
 */
export function planFanOut(cause: NotificationCause, ticket: ToldTicket, facts: FanOutFacts): FanOut {
  const known = new Set(cause.known.map(lowerAddress));
  const told = new Map<string, Told>();
  const leftOut = new Map<string, LeftOut>();
  const isOld = facts.now.getTime() - cause.at.getTime() > maxAgeMs;
  for (const event of cause.events) {
    const { on, audience } = notificationSetting(event, facts.policy, facts.queue);
    if (!on) continue;
    const named = event === 'note-mention' ? (cause.mentions ?? []).map((address) => technicianAt(address, facts)) : [];
    for (const candidate of [...named, ...audience.flatMap((one) => candidatesOf(one, ticket, facts))]) {
      const key = lowerAddress(candidate.address);
      if (known.has(key) || key === '') continue;
      const before = told.get(key);
      if (before) {
        if (before.audience === candidate.audience && ![before.event, ...before.also].includes(event)) before.also.push(event);
        continue;
      }
      const against = isOld ? remark('not-told-old') : reasonAgainst(candidate, ticket, facts);
      const reason = against ?? (told.size >= maxNotices ? remark('not-told-too-many', { most: maxNotices }) : null);
      if (reason) leftOut.set(key, leftOut.get(key) ?? { address: candidate.address, event, reason });
      else told.set(key, { ...candidate, event, also: [] });
    }
  }
  const plan = limited(
    [...told.values()].map((one) => rowOf(one, cause, ticket, facts)),
    facts,
  );
  for (const { to, kind } of plan.over) {
    const event = cause.events.find((one) => one === kind);
    if (event) leftOut.set(lowerAddress(to.address), { address: to.address, event, reason: remark('not-told-limit') });
  }
  // left out in one role, somebody may be told in another
  return { owed: plan.owed, leftOut: [...leftOut].filter(([key]) => !toldTo(plan.owed, key)).map(([, left]) => left), counts: plan.counts };
}

type Told = Candidate & { event: NotificationEvent; also: NotificationEvent[] };

const toldTo = (rows: readonly Notification[], key: string): boolean => rows.some(({ to }) => lowerAddress(to.address) === key);

/** Why somebody of the audience is not told; null: they are. */
function reasonAgainst(candidate: Candidate, ticket: ToldTicket, facts: FanOutFacts): Remark | null {
  const { address, audience, mayBeTold } = candidate;
  if (!isPublicAddress(address)) return remark('not-told-no-address');
  if (isOwn(address, facts.ownAddresses)) return remark('not-told-own-address');
  if (audience === 'team') return mayBeTold ? null : remark('not-told-no-technician');
  if (!mayBeTold) return remark('not-told-unvouched');
  if (isNoReplyAddress(address)) return remark('not-told-no-reply');
  if (blockedBy(address, facts.blockedSenders) !== null) return remark('not-told-blocked');
  // what a machine or a spammer opened has no client who asked
  if (ticket.alert !== null) return remark('not-told-alert');
  if (ticket.tags.includes(spamTag)) return remark('not-told-spam');
  return null;
}

/** The tag by which technicians say that a ticket is spam. */
const spamTag = 'spam';

function rowOf(
  { address, name, audience, language, event, also }: Told,
  cause: NotificationCause,
  ticket: ToldTicket,
  facts: FanOutFacts,
): Notification {
  const { ticketId, openedBy } = ticket;
  const isClient = audience === 'client';
  // what technicians get is a thread of its own: their answers are no answers to the client's mail
  const thread = isClient && openedBy !== '' ? [openedBy] : [];
  return owedNotification(
    {
      ticketId,
      kind: event,
      cause: `${cause.id} ${lowerAddress(address)}`,
      data: { ...(isClient ? {} : cause.teamData), ...(also.length > 0 ? { also } : {}) },
      to: { address, name },
      quotesMail: true,
      audience,
      // the language of the ticket is its client's
      language: isClient ? ticket.language : (language ?? null),
      messageItemId: cause.messageItemId,
      by: cause.by,
      mailId: cause.mailId,
      inReplyTo: thread[0] ?? null,
      references: thread,
      dueAt: cause.dueAt.toISOString(),
    },
    facts.now,
  );
}
