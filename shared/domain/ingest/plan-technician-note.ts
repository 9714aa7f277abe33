import { mailHtmlFromText } from '../body/html-from-text.ts';
import { mentionsOf } from '../conversation/mentions.ts';
import { writtenMessage } from '../conversation/written-message.ts';
import { type NotSentOnBecause, notSentOn } from '../notifications/mail-not-sent-on.ts';
import { limited } from '../notifications/notice-limit.ts';
import { notificationsOfNote } from '../notifications/notifications-of-note.ts';
import { cut } from '../text/cut.ts';
import { maxParticipants } from '../tickets/max-participants.ts';
import type { Message } from '../tickets/message.ts';
import { ticketEvent } from '../tickets/ticket-event.ts';
import { remark } from '../words/remark.ts';
import { quotesOf, trustOf } from './client-message.ts';
import type { RecentAnswers } from './ingest-facts.ts';
import type { IngestPlan } from './ingest-plan.ts';
import { offloadBody } from './message-body.ts';
import { noticeChecks } from './notices-of-mail.ts';
import { senderOf } from './people-of.ts';
import { type NotSent, type TechnicianMail, technicianPlan, technicianTrace } from './technician-mail.ts';

/**
 * A technician's mail that only technicians may read: a note, of which those are told whom it
 * names; and its writer, where they may have meant it for the client (`against`: why it did not go
 * there). Pure.
 */
export function planTechnicianNote(mail: TechnicianMail, against: NotSent | null, answers: RecentAnswers): IngestPlan {
  const { facts, state, writer, body } = mail;
  const { ticket } = state;
  const { message, file } = offloadBody(noteOf(mail));
  const told = notificationsOfNote(message, ticket, { ...facts, owedLately: answers.owedLately }, []);
  const warning = against ? warningOf(mail, against, answers) : null;
  const technician = writer.address;
  const trace = technicianTrace(
    mail,
    'reply',
    against ? remark('not-sent-on', { technician, why: against.reason }) : remark('kept-as-note', { technician }),
    [...noticeChecks({ ...told, owed: told.create }), ...noticeChecks({ owed: warning?.owed ?? [], leftOut: [], counts: [] })],
  );
  const occasion = { by: { kind: 'technician' as const, address: technician }, at: message.at, cause: message.id };
  const noted = ticketEvent(ticket.ticketId, occasion, { kind: 'noted', message: message.id });
  const create = [message, ...told.create, ...(warning?.owed ?? []), noted, trace];
  const change = { ticketId: ticket.ticketId, version: null, replace: null, create, patch: told.patch };
  return technicianPlan(change, trace, file ? [...body.files, file] : body.files, [...told.counts, ...(warning?.counts ?? [])]);
}

/** A technician's mail without words: there is no message, and its writer is told. Pure. */
export function planUnwritten(mail: TechnicianMail, answers: RecentAnswers): IngestPlan {
  const { ticketId } = mail.state.ticket;
  const warning = warningOf(mail, { why: 'empty' }, answers);
  const verdict = remark('nothing-written', { technician: mail.writer.address });
  const trace = technicianTrace(mail, 'suppressed', verdict, noticeChecks({ ...warning, leftOut: [] }));
  const change = { ticketId, version: null, replace: null, create: [...warning.owed, trace], patch: [] };
  return technicianPlan(change, trace, [], warning.counts);
}

function noteOf({ facts, state, writer, messageItemId, body, words, reply }: TechnicianMail): Message {
  const { mail, technicians, mailId } = facts;
  const { text, html } = words;
  const named = mentionsOf(text, [], technicians);
  const mentions = named.kind === 'mentions' ? named.addresses : [];
  const note = writtenMessage(
    {
      ...{ id: messageItemId, kind: 'note', visibility: 'internal', outbox: null },
      ...{ from: { address: writer.address, name: reply.author.name }, subject: cut(mail.subject, 1000) },
      ...{ to: mail.to.slice(0, maxParticipants), cc: mail.cc.slice(0, maxParticipants) },
      ...{ text, html: html ?? mailHtmlFromText(text), attachments: body.attachments },
      ...(mentions.length > 0 ? { mentions } : {}),
    },
    state.ticket,
    writer,
    mail.messageId,
    facts.now,
  );
  const sentAt = mail.date?.toISOString() ?? null;
  const defects = [...mail.defects, ...body.defects];
  return { ...note, sentAt, mailId, ...quotesOf(mail), defects, enclosed: body.enclosed, trust: trustOf(facts) };
}

/** What its writer is told, within the limits of notices: programs that answer each other end. */
function warningOf({ facts, state, writer }: TechnicianMail, because: NotSentOnBecause, { owedLately }: RecentAnswers) {
  const { mail, mailId, policy, now } = facts;
  const to = { address: writer.address, name: senderOf(facts).name };
  const { why, file } = because;
  const row = notSentOn(
    { ticketId: state.ticket.ticketId, to, mailId, inReplyTo: mail.messageId },
    { why, ...(file === undefined ? {} : { file }) },
    now,
  );
  return limited([row], { policy, owedLately });
}
