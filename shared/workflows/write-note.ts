import type { NoteRequest } from '../api/conversation.ts';
import { type ApiMessage, toApiMessage } from '../api/messages.ts';
import type { Principal } from '../api/principal.ts';
import { notFound, ProblemError } from '../api/problem.ts';
import { type NoteFacts, planNote } from '../domain/conversation/plan-note.ts';
import type { Author } from '../domain/conversation/written-message.ts';
import { writtenMessageIdFor } from '../domain/ids.ts';
import { keepUploads, uploadsOf, type WriteMessageDeps, writerOf } from './written-files.ts';

/** What a note reads and writes. */
export type NoteDeps = WriteMessageDeps & {
  noteSettings(writer: Author): Promise<Pick<NoteFacts, 'author' | 'technicians'>>;
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
  const isRepeated = (await deps.commit(plan.change)) === 'conflict';
  const message = isRepeated ? await deps.browse.message(ticket.ticketId, plan.message.id) : plan.message;
  if (!message) throw new Error(`Note ${plan.message.id} could not be written, and it is not there`);
  return toApiMessage(message, { ...message, truncated: false });
}
