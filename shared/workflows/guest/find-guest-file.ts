import { ProblemError } from '../../api/problem.ts';
import { isForGuest } from '../../domain/guest/is-for-guest.ts';
import { type FindAttachmentDeps, findAttachment } from '../find-attachment.ts';
import { partitionsOf } from '../newest-first.ts';
import { type OpenLinkDeps, openLink } from './open-link.ts';

/**
 * A file of a message that somebody who has a link may see, as `findAttachment` gives it.
 *
 * @throws ProblemError as `openLink` and `findAttachment` do; 404 also for a file of a message that
 * they may not see.
 */
export async function findGuestFile<Content>(
  deps: OpenLinkDeps & FindAttachmentDeps<Content>,
  token: string | null,
  attachmentId: string,
): ReturnType<typeof findAttachment<Content>> {
  const { ticket, guest } = await openLink(deps, token);
  const id = attachmentId.split('.')[0] ?? '';
  const found = await Promise.all(partitionsOf(ticket).map((ticketId) => deps.browse.message(ticketId, id)));
  const message = found.find((one) => one !== null);
  if (!message || !isForGuest(message, guest.address)) {
    throw new ProblemError(404, `attachmentId: there is no file "${attachmentId}" in this ticket`);
  }
  return findAttachment(deps, message.ticketId, attachmentId);
}
