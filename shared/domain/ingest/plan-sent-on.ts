import { isOwn } from '../contacts/own-addresses.ts';
import type { ReplyPlan } from '../conversation/plan-reply.ts';
import { blobNameOf, messageIdHash } from '../ids.ts';
import { isAddress } from '../mail/is-address.ts';
import type { TicketItem } from '../notifications/ticket-change.ts';
import { mailSubjectOf } from '../thread/outgoing-thread.ts';
import type { Message } from '../tickets/message.ts';
import type { Ticket } from '../tickets/ticket.ts';
import { eventsBetween } from '../tickets/ticket-event.ts';
import { type Check, checkOf } from '../words/check.ts';
import { type Remark, remark } from '../words/remark.ts';
import { quotesOf, trustOf } from './client-message.ts';
import type { IngestPlan } from './ingest-plan.ts';
import { type TechnicianMail, technicianPlan, technicianTrace } from './technician-mail.ts';

/**
 * A technician's mail that goes to the client as a reply (`plan`). Who has it from themselves,
 * since it was sent to them too, gets no second one; are these all, it is a reply that is out.
 * Others in To and Cc are named with it. Pure.
 */
export function planSentOn(mail: TechnicianMail, plan: ReplyPlan): IngestPlan {
  const { facts, state, writer, words, body } = mail;
  const direct = new Set([...facts.mail.to, ...facts.mail.cc].map(({ address }) => address));
  const mails = plan.mails.filter(({ to }) => !direct.has(to.address)).map((row) => ({ ...row, mailId: facts.mailId }));
  const isOut = mails.length === 0;
  const remains = ({ address }: { address: string }) => isOut || !direct.has(address);
  const strangers = strangersIn(mail);
  const message: Message = {
    ...plan.message,
    to: plan.message.to.filter(remains),
    cc: plan.message.cc.filter(remains),
    outbox: isOut ? null : plan.message.outbox,
    sentAt: facts.mail.date?.toISOString() ?? null,
    mailId: facts.mailId,
    // as it was received: by that a copy of it is known
    ...{ messageId: facts.mail.messageId, messageIdHash: messageIdHash(facts.mail.messageId), ...quotesOf(facts.mail) },
    defects: strangers,
    trust: trustOf(facts),
  };
  const technician = writer.address;
  const had = plan.mails.filter(({ to }) => direct.has(to.address));
  const checks: Check[] = [
    ...(isOut ? [] : had.map(({ to }) => checkOf('technician-mail', to.address, remark('has-it-directly', { technician })))),
    ...strangers.map((verdict) => checkOf('technician-mail', '', verdict)),
  ];
  const trace = technicianTrace(mail, 'reply', remark(isOut ? 'sent-by-themselves' : 'sent-on-as-reply', { technician }), checks);
  const others = plan.change.create.filter(({ type }) => type !== 'message' && type !== 'notification');
  const create: TicketItem[] = [message, ...mails, ...others, trace];
  const kept = new Set(words.attachments.map(blobNameOf));
  const files = body.files.filter(({ name }) => kept.has(name));
  const after = isOut ? opened(state.ticket, facts.now) : state.ticket;
  if (after === state.ticket) return technicianPlan({ ...plan.change, create }, trace, files, []);
  const occasion = { by: { kind: 'technician' as const, address: writer.address }, at: after.updatedAt, cause: facts.mailId };
  const change = {
    ...{ ticketId: after.ticketId, version: state.etag, replace: after, patch: [] },
    create: [...create, ...eventsBetween(state.ticket, after, occasion)],
  };
  return technicianPlan(change, trace, files, []);
}

/** A new ticket whose client has an answer is open, as when a reply is sent. */
function opened(ticket: Ticket, now: Date): Ticket {
  if (ticket.status !== 'new') return ticket;
  const updatedAt = new Date(Math.max(now.getTime(), Date.parse(ticket.updatedAt))).toISOString();
  return {
    ...ticket,
    status: 'open',
    mailSubject: mailSubjectOf(ticket),
    updatedAt,
    alert: ticket.alert && { ...ticket.alert, touched: true },
  };
}

/** So many are named. */
const maxNamed = 10;

/** Whom the mail went to besides, who take no part and are none of us. */
function strangersIn({ facts, state, writer }: TechnicianMail): Remark[] {
  const { mail, ownAddresses, policy } = facts;
  const known = [state.ticket.requester, ...state.ticket.participants].map(({ address }) => address);
  const isStranger = (address: string) =>
    isAddress(address) && address !== writer.address && !known.includes(address) && !isOwn(address, ownAddresses);
  const strangers = [...mail.to, ...mail.cc].map(({ address }) => address).filter(isStranger);
  const named = [...new Set(strangers)].filter((address) => !policy.technicians.includes(address)).slice(0, maxNamed);
  return named.length === 0 ? [] : [remark('stranger-not-mailed', { addresses: named.join(', ') })];
}
