import type { Principal } from '../api/principal.ts';
import { notFound, ProblemError } from '../api/problem.ts';
import { isOutgoing } from '../domain/conversation/plan-release.ts';
import { planUndo, type UndoPlan } from '../domain/conversation/plan-undo.ts';
import type { Message } from '../domain/tickets/message.ts';
import { partitionsOf } from './newest-first.ts';
import { type WriteMessageDeps, writerOf } from './written-files.ts';

/**
 * Takes back a reply (or a mail to somebody outside the conversation, as `kind` says) that waits to
 * be sent: then none of its mails is.
 *
 * @throws ProblemError 404 without such a reply, 403 when somebody else wrote it, 409 when it was
 * sent or taken back before.
 */
export async function undoReply(
  deps: Pick<WriteMessageDeps, 'now' | 'browse' | 'commit'>,
  principal: Principal,
  idOrNumber: string,
  messageItemId: string,
  kind: 'reply' | 'mail' = 'reply',
): Promise<void> {
  const undoer = { address: writerOf(principal).address, isAdmin: principal.roles.includes('admin') };
  // the second time it is final, whatever it is
  for (let round = 0; round < 2; round += 1) {
    const message = await messageOf(deps, idOrNumber, messageItemId);
    if (!isOutgoing(message) || message.kind !== kind) throw notFound('messageId', kind, messageItemId);
    const plan = planUndo(message, undoer, deps.now());
    if (plan.kind !== 'planned') throw refusals[plan.kind]();
    if ((await deps.commit(plan.change)) !== 'conflict') return;
  }
  throw new Error(`Reply ${messageItemId} could not be taken back`);
}

/** The message where it lies: in the ticket that is named, or in one that was merged into it. */
async function messageOf({ browse }: Pick<WriteMessageDeps, 'browse'>, idOrNumber: string, id: string): Promise<Message | null> {
  const isId = /^[0-9a-z]{26}$/.test(idOrNumber);
  const here = isId ? await browse.message(idOrNumber, id) : null;
  if (here) return here;
  const ticket = await browse.ticket(idOrNumber);
  if (!ticket) throw notFound('id', 'ticket', idOrNumber);
  const partitions = partitionsOf(ticket).filter((ticketId) => !isId || ticketId !== idOrNumber);
  const found = await Promise.all(partitions.map((ticketId) => browse.message(ticketId, id)));
  return found.find((one) => one !== null) ?? null;
}

const refusals: Record<Exclude<UndoPlan['kind'], 'planned'>, () => ProblemError> = {
  'not-theirs': () => new ProblemError(403, 'Only who wrote it, or an admin, may take it back.'),
  undone: () => new ProblemError(409, 'messageId: it was taken back before'),
  gone: () => new ProblemError(409, 'messageId: it is being sent, or was sent: it can be taken back no more'),
};
