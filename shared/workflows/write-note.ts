import type { NoteRequest } from '../api/conversation.ts';
import { type ApiMessage, toApiMessage } from '../api/messages.ts';
import type { Principal } from '../api/principal.ts';
import { notFound, ProblemError } from '../api/problem.ts';
import { type NoteFacts, type NotePlan, planNote } from '../domain/conversation/plan-note.ts';
import type { Author } from '../domain/conversation/written-message.ts';
import { writtenMessageIdFor } from '../domain/ids.ts';
import { notificationsOfNote } from '../domain/notifications/notifications-of-note.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { Ticket } from '../domain/tickets/ticket.ts';
import { type NoticeDeps, withNotices } from './with-notices.ts';
import { keepUploads, requireSameBody, uploadsOf, type WriteMessageDeps, writerOf } from './written-files.ts';

/** What a note reads and writes. */
export type NoteDeps = WriteMessageDeps & {
  noteSettings(writer: Author): Promise<Pick<NoteFacts, 'author' | 'technicians'>>;
  notices: NoticeDeps;
};

/**
 * Writes a technician's note, which nobody else reads. With the same `key` (Idempotency-Key) it is
 * written once.
 *
 * @throws ProblemError 404 without such a ticket, 409 when it was merged, 422 that names the field.
 */
export async function writeNote(
  deps: NoteDeps,
  principal: Principal,
  idOrNumber: string,
  request: NoteRequest,
  key: string | null,
): Promise<ApiMessage> {
  const writer = writerOf(principal);
  const ticket = await deps.browse.ticket(idOrNumber);
  if (!ticket) throw notFound('id', 'ticket', idOrNumber);
  if (ticket.mergedInto !== null) throw new ProblemError(409, 'id: this ticket was merged into another; write in that one');
  const [settings, uploads] = await Promise.all([deps.noteSettings(writer), uploadsOf(deps, writer, request.attachments)]);
  const plan = planNote({
    ...settings,
    ticket,
    messageItemId: writtenMessageIdFor(ticket.ticketId, 'note', writer.address, key ?? deps.newKey()),
    written: { text: request.text ?? null, html: request.html ?? null, uploads: uploads.map(({ upload }) => upload) },
    mentions: request.mentions,
    now: deps.now(),
  });
  if (plan.kind === 'refused') throw new ProblemError(422, `${plan.field}: ${plan.why}`);
  await keepUploads(deps, uploads);
  const message = await written(deps, plan, ticket);
  if (!message) throw new Error(`Note ${plan.message.id} could not be written, and it is not there`);
  requireSameBody(message, plan.message);
  return toApiMessage(message, { ...message, truncated: false });
}

/** So often a mail that was to be taken back may have been sent just before. */
const maxRaces = 3;

/** Writes the note with what is told of it; the note that is there if it was written before. */
async function written(deps: NoteDeps, { change, message }: NotePlan, ticket: Ticket): Promise<Message | null> {
  for (let race = 0; race < maxRaces; race += 1) {
    const told = message.mentions
      ? await withNotices(deps.notices, change, ticket, (facts, waiting) => notificationsOfNote(message, ticket, facts, waiting))
      : { change, written: async () => {} };
    if ((await deps.commit(told.change)) !== 'conflict') {
      await told.written();
      return message;
    }
    const before = await deps.browse.message(ticket.ticketId, message.id);
    if (before) return before;
  }
  return null;
}
