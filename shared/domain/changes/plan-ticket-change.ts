import type { Client } from '../contacts/contact.ts';
import { isOwn } from '../contacts/own-addresses.ts';
import { isAddress } from '../mail/is-address.ts';
import { ticketSubject } from '../mail/subject.ts';
import type { TicketChange } from '../notifications/ticket-change.ts';
import { lowerAddress } from '../text/lower-address.ts';
import { maxParticipants } from '../tickets/max-participants.ts';
import type { Person } from '../tickets/person.ts';
import type { Participant, Ticket, TicketPriority } from '../tickets/ticket.ts';
import { eventsBetween } from '../tickets/ticket-event.ts';
import type { TicketStatus } from '../tickets/ticket-status.ts';
import { withStatus } from '../tickets/with-status.ts';
import { remark } from '../words/remark.ts';
import { type Refusal, wrongValue } from './refusal.ts';

/** What a technician wants changed; what is left out stays. `participants` are all of them. */
export type WantedChange = {
  status?: TicketStatus | undefined;
  pendingReason?: string | null | undefined;
  remindAt?: string | null | undefined;
  priority?: TicketPriority | undefined;
  queueId?: string | undefined;
  assignee?: string | null | undefined;
  client?: Client | null | undefined;
  requester?: Person | undefined;
  participants?: readonly WantedParticipant[] | undefined;
  tags?: readonly string[] | undefined;
  subject?: string | undefined;
};

/** `notify` left out: as before, and whoever is new is written to. */
export type WantedParticipant = { address: string; name?: string | null | undefined; notify?: boolean | undefined };

export type ChangeFacts = {
  now: Date;
  /** The technician who asks for it. */
  by: string;
  /** Those who work here: as participants they have a role of their own. */
  technicians: readonly string[];
  ownAddresses: ReadonlySet<string>;
};

/** A change that replaces a ticket. */
export type Replacement = TicketChange & { replace: Ticket; version: string };

/**
 * What a technician changes in a ticket that was read at a version, with an event for each thing
 * that became another; null when nothing did. Named after the version, of which there is one
 * successor: written again, it is refused. Pure.
 */
export function planTicketChange(ticket: Ticket, version: string, wanted: WantedChange, facts: ChangeFacts): Replacement | Refusal | null {
  const changed = changedTicket(ticket, wanted, facts);
  if ('refused' in changed) return changed;
  const occasion = { by: { kind: 'technician' as const, address: facts.by }, at: changed.updatedAt, cause: `change ${version}` };
  const create = eventsBetween(ticket, changed, occasion);
  const { ticketId } = ticket;
  return create.length === 0 ? null : { ticketId, version, replace: changed, create, patch: [] };
}

/** Not before its earlier changes. Pure. */
export const changeTime = ({ updatedAt }: Ticket, now: Date): string =>
  new Date(Math.max(now.getTime(), Date.parse(updatedAt))).toISOString();

function changedTicket(ticket: Ticket, wanted: WantedChange, facts: ChangeFacts): Ticket | Refusal {
  const updatedAt = changeTime(ticket, facts.now);
  const { priority = ticket.priority, queueId = ticket.queueId, assignee = ticket.assignee, client = ticket.client } = wanted;
  const pending = pendingOf(withStatus({ ...ticket, updatedAt }, wanted.status ?? ticket.status, updatedAt), wanted, facts.now);
  if ('refused' in pending) return pending;
  const people = peopleAfter(ticket, wanted, facts);
  if ('refused' in people) return people;
  const subject = wanted.subject === undefined ? ticket.subject : ticketSubject(wanted.subject);
  const tags = [...new Set(wanted.tags ?? ticket.tags)];
  const { number } = ticket;
  const { requester } = people;
  const searchText = [number, subject, requester.name ?? '', requester.address].join(' ').toLowerCase();
  return { ...pending, priority, queueId, assignee, client, subject, tags, ...people, searchText };
}

/** The ticket with what it waits for, and till when. */
function pendingOf(ticket: Ticket, { pendingReason, remindAt }: WantedChange, now: Date): Ticket | Refusal {
  if (pendingReason === undefined && remindAt === undefined) return ticket;
  const says = (pendingReason ?? null) !== null || (remindAt ?? null) !== null;
  if (says && ticket.status !== 'pending') {
    return wrongValue(
      (pendingReason ?? null) !== null ? 'pendingReason' : 'remindAt',
      remark('change-not-pending', { status: ticket.status }),
    );
  }
  if (remindAt && Date.parse(remindAt) <= now.getTime()) return wrongValue('remindAt', remark('change-reminder-past'));
  return {
    ...ticket,
    pendingReason: pendingReason === undefined ? ticket.pendingReason : pendingReason,
    remindAt: remindAt === undefined ? ticket.remindAt : remindAt && new Date(remindAt).toISOString(),
  };
}

type People = Pick<Ticket, 'requester' | 'participants'>;

/**
 * Whose ticket it is and who takes part. The requester always does, once they could: their answers
 * would open other tickets. Who was the requester before stays as somebody in copy.
 */
function peopleAfter(ticket: Ticket, wanted: WantedChange, facts: ChangeFacts): People | Refusal {
  const { requester: newRequester, participants: list } = wanted;
  if (!newRequester && !list) return { requester: ticket.requester, participants: ticket.participants };
  const wrong = [
    ...(newRequester ? [{ field: 'requester', person: newRequester }] : []),
    ...(list ?? []).map((person) => ({ field: 'participants', person })),
  ]
    .map(({ field, person }) => ({ field, reason: reasonAgainst(person.address, facts) }))
    .find(({ reason }) => reason !== null);
  if (wrong?.reason) return wrongValue(wrong.field, wrong.reason);
  const before = new Map(ticket.participants.map((participant) => [participant.address, participant]));
  const requester = newRequester ? { ...newRequester, address: lowerAddress(newRequester.address) } : ticket.requester;
  const listed = list ? list.map((one) => participantFrom(one, before, facts)) : ticket.participants;
  const others = listed.filter(({ address }) => address !== requester.address).map(inCopy);
  const asked = listed.find(({ address }) => address === requester.address);
  if (!asked && list && before.has(requester.address)) {
    return wrongValue('participants', remark('change-requester-missing', { address: requester.address }));
  }
  const takesPart = asked || newRequester ? [{ ...asked, ...requester, role: 'requester' as const, notify: asked?.notify ?? true }] : [];
  const participants = [...takesPart, ...new Map(others.map((one) => [one.address, one])).values()];
  const most = Math.max(maxParticipants, ticket.participants.length);
  if (participants.length > most) return wrongValue('participants', remark('change-too-many-participants', { most: maxParticipants }));
  return { requester, participants };
}

/** There is one requester. */
const inCopy = (participant: Participant): Participant => (participant.role === 'requester' ? { ...participant, role: 'cc' } : participant);

function reasonAgainst(address: string, { ownAddresses }: ChangeFacts) {
  if (!isAddress(address)) return remark('change-no-address', { address });
  return isOwn(address, ownAddresses) ? remark('change-own-address', { address }) : null;
}

/** Somebody who is to take part; a newcomer who is written to is none any more. */
function participantFrom(wanted: WantedParticipant, before: ReadonlyMap<string, Participant>, { technicians }: ChangeFacts): Participant {
  const address = lowerAddress(wanted.address);
  const known = before.get(address);
  const name = wanted.name === undefined ? (known?.name ?? null) : wanted.name;
  if (known?.role === 'newcomer') {
    return wanted.notify ? { address, name, role: 'cc', notify: true } : { ...known, name };
  }
  const role = known?.role ?? (technicians.includes(address) ? 'technician' : 'cc');
  return { ...known, address, name, role, notify: wanted.notify ?? known?.notify ?? true };
}
