import type { MessageHead } from '../domain/conversation/plan-reply.ts';
import { maxHeads } from '../domain/conversation/plan-reply.ts';
import type { IngestFacts, RecentAnswers, TicketState } from '../domain/ingest/ingest-facts.ts';
import type { IngestPlan } from '../domain/ingest/ingest-plan.ts';
import { planTechnicianMail } from '../domain/ingest/plan-technician-mail.ts';
import type { TechnicianMail } from '../domain/ingest/technician-mail.ts';
import { type Quoted, type QuotedIds, quotedIds, whatItAnswers } from '../domain/ingest/what-it-answers.ts';
import { type SigningKeys, signedMessageId } from '../domain/thread/signed-ids.ts';
import type { Message } from '../domain/tickets/message.ts';
import type { ReplyDeps } from './write-reply.ts';

/** What is read of a mail by which a technician answers. */
export type TechnicianAnswerDeps = Pick<ReplyDeps, 'replySettings'> & {
  heads(ticketId: string, seen: string | null, max: number): Promise<MessageHead[]>;
  quoted(ticketId: string, ids: QuotedIds): Promise<Quoted>;
  latestOfClient(ticketId: string): Promise<Pick<Message, 'from' | 'at' | 'text' | 'visibleText'> | null>;
};

/**
 * Reads what a technician's mail answers, and what a reply of theirs is written with, and decides
 * what becomes of it. `answers` is asked once all is read. Only reads.
 */
export async function planTechnicianAnswer(
  deps: TechnicianAnswerDeps,
  facts: IngestFacts,
  place: { state: TicketState; checks: TechnicianMail['checks'] },
  writer: TechnicianMail['writer'],
  keys: SigningKeys,
  answers: () => RecentAnswers,
): Promise<IngestPlan> {
  const { ticket } = place.state;
  const { ticketId } = ticket;
  const [found, heads, latest, settings] = await Promise.all([
    deps.quoted(ticketId, quotedIds(facts.mail, ticketId, keys)),
    deps.heads(ticketId, null, maxHeads),
    deps.latestOfClient(ticketId),
    deps.replySettings(ticket, writer),
  ]);
  const carried = found.rows.flatMap(({ messageItemId }) => (messageItemId === null ? [] : [messageItemId]));
  const more = carried.length > 0 ? await deps.quoted(ticketId, { rows: [...new Set(carried)], hashes: [] }) : null;
  const quoted = { rows: found.rows, messages: [...found.messages, ...(more?.messages ?? [])] };
  const { senderAddress, keys: own, ...reply } = settings;
  const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
  return planTechnicianMail(
    facts,
    place,
    {
      writer,
      answered: whatItAnswers(facts.mail, ticketId, quoted, keys),
      reply: { ...reply, heads, latest: latest && { ...latest.from, ...latest } },
    },
    answers(),
    (notificationId) => signedMessageId({ ticketId, notificationId }, domain, own),
  );
}
