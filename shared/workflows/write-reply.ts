import type { ReplyRequest } from '../api/conversation.ts';
import { type ApiMessage, toApiMessage } from '../api/messages.ts';
import type { Principal } from '../api/principal.ts';
import { notFound, ProblemError } from '../api/problem.ts';
import { type MessageHead, maxHeads, planReply, type ReplyFacts } from '../domain/conversation/plan-reply.ts';
import { quotedHead } from '../domain/conversation/quoted-head.ts';
import type { Author } from '../domain/conversation/written-message.ts';
import { writtenMessageIdFor } from '../domain/ids.ts';
import { type Notification, refOf } from '../domain/notifications/notification.ts';
import type { NotificationRef } from '../domain/queue-items.ts';
import { type SigningKeys, signedMessageId } from '../domain/thread/signed-ids.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { partitionsOf } from './newest-first.ts';
import { keepUploads, requireSameBody, uploadsOf, type WriteMessageDeps, writerOf } from './written-files.ts';

/** What a reply reads and writes. */
export type ReplyDeps = WriteMessageDeps & {
  heads(ticketId: string, seen: string | null, max: number): Promise<MessageHead[]>;
  mailsOf(ticketId: string, messageItemIds: string[]): Promise<Notification[]>;
  /** From where and with what a ticket's reply goes, as it is set now. */
  replySettings(
    ticket: Ticket,
    writer: Author,
  ): Promise<Pick<ReplyFacts, 'author' | 'undoSeconds' | 'ours' | 'mailbox' | 'signature'> & { keys: SigningKeys; senderAddress: string }>;
  enqueue(ref: NotificationRef, afterMs: number): Promise<void>;
};

/**
 * Writes a technician's reply: it waits until it can no longer be taken back, and is queued for
 * then. With the same `key` (Idempotency-Key) it is written once. `adHoc`: it is a mail to somebody
 * outside the conversation.
 *
 * @throws ProblemError 404 without such a ticket, 409 when it was merged or the client has written
 * meanwhile (the problem has their messages), 422 that names the field, also when the key was used
 * for another reply.
 */
export async function writeReply(
  deps: ReplyDeps,
  principal: Principal,
  idOrNumber: string,
  request: ReplyRequest,
  key: string | null,
  adHoc: { subject: string | null; forward: { messageId: string; files: boolean } | null } | null = null,
): Promise<ApiMessage> {
  const writer = writerOf(principal);
  const ticket = await deps.browse.ticket(idOrNumber);
  if (!ticket) throw notFound('id', 'ticket', idOrNumber);
  if (ticket.mergedInto !== null) throw new ProblemError(409, 'id: this ticket was merged into another; write in that one');
  const { ticketId } = ticket;
  const seen = request.sendAnyway ? null : (request.seen ?? null);
  const [found, settings, uploads] = await Promise.all([
    // what was merged into it is read as one with it
    Promise.all(partitionsOf(ticket).map((id) => deps.heads(id, seen, maxHeads))),
    deps.replySettings(ticket, writer),
    uploadsOf(deps, writer, request.attachments),
  ]);
  const heads = found.flat().toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const wanted = { to: request.to ?? null, cc: request.cc, bcc: request.bcc };
  const forwarded = adHoc?.forward && { ticketId, id: adHoc.forward.messageId };
  const quoted = adHoc ? forwarded : quotedHead(heads, ticket, wanted, settings.ours);
  const latest = quoted ? await deps.browse.message(quoted.ticketId, quoted.id) : null;
  const now = deps.now();
  const messageItemId = writtenMessageIdFor(ticketId, adHoc ? 'mail' : 'reply', writer.address, key ?? deps.newKey());
  const { keys, senderAddress, ...fixed } = settings;
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
  const plan = planReply(
    {
      ...fixed,
      ...{ ticket, messageItemId, heads, seen, now, status: request.status ?? null },
      wanted,
      written: { text: request.text ?? null, html: request.html ?? null, uploads: uploads.map(({ upload }) => upload) },
      sendAt: request.sendAt === undefined ? null : new Date(request.sendAt),
      adHoc: adHoc && { subject: adHoc.subject, forward: adHoc.forward && { message: latest, files: adHoc.forward.files } },
      latest: adHoc === null && latest ? { ...latest.from, ...latest } : null,
    },
    (notificationId) => signedMessageId({ ticketId, notificationId }, domain, keys),
  );
  if (plan.kind === 'refused') throw new ProblemError(422, `${plan.field}: ${plan.why}`);
  if (plan.kind === 'overtaken') throw overtaken(plan.newer);
  await keepUploads(deps, uploads);
  const written = await deps.commit(plan.change);
  const { message, mails } = written === 'conflict' ? await writtenBefore(deps, ticketId, messageItemId) : plan;
  requireSameBody(message, plan.message);
  const [first] = mails;
  const waits = message.outbox?.state === 'waiting' && first;
  if (waits) await deps.enqueue(refOf(first), Math.max(0, Date.parse(first.dueAt) - deps.now().getTime()));
  return toApiMessage(message, { ...message, truncated: false }, mails);
}

/** The same request came before: what it made. */
async function writtenBefore(deps: ReplyDeps, ticketId: string, id: string): Promise<{ message: Message; mails: Notification[] }> {
  const message = await deps.browse.message(ticketId, id);
  if (!message) throw new Error(`Reply ${id} could not be written, and it is not there`);
  return { message, mails: await deps.mailsOf(ticketId, [id]) };
}

/** So many of the messages that came meanwhile are in the problem. */
const maxShown = 20;

function overtaken(newer: MessageHead[]): ProblemError {
  const shown = newer.slice(0, maxShown).map(({ id, at, from, text }) => ({ id, at, from, text }));
  const detail = `seen: the client has written meanwhile (${newer.length === 1 ? 'one message' : `${newer.length} messages`}); read it, and send with the id of the last one, or with "sendAnyway": true`;
  return new ProblemError(409, detail, null, shown);
}
