import { ReplyRequest } from '../../shared/api/conversation.ts';
import type { Principal } from '../../shared/api/principal.ts';
import { undoReply } from '../../shared/workflows/undo-reply.ts';
import { writeReply } from '../../shared/workflows/write-reply.ts';
import type { Deployment } from './a-deployment.ts';

export const ada: Principal = { id: 'ada', name: 'Ada Lovelace', address: 'ada@contoso.example', roles: ['technician'] };
export const bob: Principal = { id: 'bob', name: 'Bob', address: 'bob@contoso.example', roles: ['technician'] };

/** A technician at work in a deployment, by the workflows of the API. */
export function aTechnician(deployment: () => Deployment, principal = ada) {
  return {
    /** Replies, and hands over what was queued for it. */
    async reply(ticketId: string, request: object, key: string | null = null) {
      const { putOff } = deployment();
      const before = putOff.length;
      const message = await writeReply(
        deployment().replying(),
        principal,
        ticketId,
        ReplyRequest.parse({ text: 'Hello.', ...request }),
        key,
      );
      return { message, queued: putOff.slice(before) };
    },
    undo: (ticketId: string, messageId: string) => undoReply(deployment().replying(), principal, ticketId, messageId),
  };
}
