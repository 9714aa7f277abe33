import type { MailRequest } from '../api/conversation.ts';
import { ReplyRequest } from '../api/conversation.ts';
import type { ApiMessage } from '../api/messages.ts';
import type { Principal } from '../api/principal.ts';
import { type ReplyDeps, writeReply } from './write-reply.ts';

/**
 * Writes a technician's mail to somebody outside a ticket's conversation: the client does not see
 * it. It waits, is taken back and sent as a reply is.
 *
 * @throws ProblemError 404 without such a ticket, 409 when it was merged, 422 that names the field:
 * among others `forward.messageId` of what never leaves the house.
 */
export async function writeMail(
  deps: ReplyDeps,
  principal: Principal,
  idOrNumber: string,
  { subject, forward, ...request }: MailRequest,
  key: string | null,
): Promise<ApiMessage> {
  const adHoc = { subject: subject ?? null, forward: forward ?? null };
  return writeReply(deps, principal, idOrNumber, ReplyRequest.parse(request), key, adHoc);
}
