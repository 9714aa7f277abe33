import type { ReplyFacts } from '../conversation/plan-reply.ts';
import type { Author } from '../conversation/written-message.ts';
import type { NotSentOnBecause } from '../notifications/mail-not-sent-on.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import { type Check, checkOf } from '../words/check.ts';
import type { Remark } from '../words/remark.ts';
import type { IngestFacts, TicketState } from './ingest-facts.ts';
import { traceOf } from './ingest-items.ts';
import type { IngestPlan } from './ingest-plan.ts';
import type { KeptFile, MessageBody } from './message-body.ts';
import type { TechniciansWords } from './technicians-words.ts';
import type { Answered } from './what-it-answers.ts';

/** What else is known when a technician answers by mail. */
export type TechnicianFacts = {
  writer: Author;
  answered: Answered;
  /** What a reply of theirs is written with, as if they wrote it in the ticket. */
  reply: Pick<ReplyFacts, 'author' | 'undoSeconds' | 'ours' | 'mailbox' | 'signature' | 'heads' | 'latest'>;
};

/** A technician's mail in a ticket, read. */
export type TechnicianMail = TechnicianFacts & {
  facts: IngestFacts;
  state: TicketState;
  /** The checks that found its place. */
  checks: Check[];
  messageItemId: string;
  body: MessageBody;
  words: TechniciansWords;
};

/** Why it is not sent on: as its writer is told, and as the trace says. */
export type NotSent = NotSentOnBecause & { reason: Remark };

/** A plan without what only mails of others change. Pure. */
export const technicianPlan = (change: IngestPlan['change'], trace: MailTrace, files: KeptFile[], answerTotals: string[]): IngestPlan => ({
  ...{ change, trace },
  before: { files, contact: null, reached: null },
  after: { loops: [], language: null, answerTotals },
});

/** The trace of a technician's mail: what was looked at, and what became of it. Pure. */
export function technicianTrace(
  { facts, state, checks, writer }: TechnicianMail,
  outcome: 'reply' | 'suppressed',
  verdict: Remark,
  more: Check[],
): MailTrace {
  const { classification, trust, thread } = facts;
  const { ticketId, number } = state.ticket;
  const own = checkOf('technician-mail', writer.address, verdict);
  const all = [...classification.evidence, ...trust.checks, ...thread.checks, ...checks, own, ...more];
  return { ...traceOf(facts, { ticketId, outcome, reason: outcome === 'reply' ? null : verdict, checks: all }), ticketNumber: number };
}
