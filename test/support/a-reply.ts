import { type MessageHead, planReply, type ReplyFacts } from '../../shared/domain/conversation/plan-reply.ts';
import type { Upload } from '../../shared/domain/conversation/upload.ts';
import { aTicket } from './a-ticket.ts';

export const replyId = `m-${'r'.repeat(26)}`;
export const repliedAt = new Date('2026-11-02T09:00:00.000Z');

/** What the client wrote, as a reply looks at it. */
export const aHead = (change: Partial<MessageHead> = {}): MessageHead => ({
  ticketId: aTicket().ticketId,
  id: 'm-first',
  at: '2026-11-02T08:00:00.000Z',
  kind: 'client',
  from: { address: 'alice@fabrikam.example', name: 'Alice Ames' },
  messageId: '<first@fabrikam.example>',
  text: 'It is out of paper.',
  visibility: 'public',
  ...change,
});

/** What is known when Ada replies to Alice, with what the test changes. */
export function replyFacts(change: Partial<ReplyFacts> = {}): ReplyFacts {
  return {
    ticket: aTicket(),
    messageItemId: replyId,
    author: { address: 'ada@contoso.example', name: 'Ada Lovelace' },
    wanted: { to: null, cc: [], bcc: [] },
    written: { text: 'There is paper in the cupboard.', html: null, uploads: [] },
    status: null,
    seen: null,
    sendAt: null,
    undoSeconds: 10,
    ours: { ownAddresses: new Set(['support@contoso.example']), technicians: ['ada@contoso.example'] },
    heads: [aHead()],
    latest: {
      address: 'alice@fabrikam.example',
      name: 'Alice Ames',
      at: '2026-11-02T08:00:00.000Z',
      text: 'It is out of paper.',
      visibleText: null,
    },
    mailbox: { mailboxId: 'support', address: 'support@contoso.example', name: 'Contoso Support' },
    signature: { text: 'Ada Lovelace\nContoso Support', html: 'Ada Lovelace<br />\nContoso Support' },
    adHoc: null,
    now: repliedAt,
    ...change,
  };
}

/** The Message-ID of a notification, as if it were signed. */
export const signedId = (notificationId: string) => `<${notificationId}@contoso.example>`;

/** A reply that can be written; what is refused fails the test. */
export function aPlannedReply(change: Partial<ReplyFacts> = {}) {
  const plan = planReply(replyFacts(change), signedId);
  if (plan.kind !== 'planned') throw new Error(JSON.stringify(plan));
  return plan;
}

/** A file that was sent ahead. */
export const anUpload = (change: Partial<Upload> = {}): Upload => ({
  id: `u-${'f'.repeat(26)}`,
  name: 'steps.txt',
  type: 'text/plain',
  size: 21,
  sha256: 'a'.repeat(64),
  by: 'ada@contoso.example',
  flags: [],
  expiresAt: '2026-11-04T09:00:00.000Z',
  ...change,
});
