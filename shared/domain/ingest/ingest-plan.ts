import type { Contact } from '../contacts/contact.ts';
import type { AutoAnswerCount } from '../notifications/loop-breaker.ts';
import type { TicketChange, TicketItem } from '../notifications/ticket-change.ts';
import type { LanguageCode } from '../text/language-code.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import type { KeptFile } from './message-body.ts';

/** What a mail changes in a ticket; `trace` is its trace there, one of the items of the change. */
export type MailChange = { change: TicketChange; trace: MailTrace };

/**
 * Everything that will change because of a mail, as data. The number of a new ticket is given when
 * the plan is carried out (`numbered`).
 */
export type IngestPlan = MailChange & {
  /** What is written first, since it may be there without the rest. */
  before: {
    files: KeptFile[];
    contact: Contact | null;
    /** The address that gets mail again, since its owner wrote. */
    reached: string | null;
  };
  /** What is counted, and may be lost. */
  after: {
    /** The sender's automatic answers, when one more is owed or was held back. */
    loops: AutoAnswerCount[];
    /** The totals (`answer-total.ts`) in which one more automatic answer is counted. */
    answerTotals: string[];
    /** In which language a known contact writes, when that was not known. */
    language: { address: string; language: LanguageCode } | null;
  };
};

/** A mail leaves its trace in a ticket, and items beside it; the ticket stays as it is. Pure. */
export const traceChange = (trace: MailTrace, items: TicketItem[] = []): MailChange => ({
  change: { ticketId: trace.ticketId, version: null, replace: null, create: [...items, trace], patch: [] },
  trace,
});

/** The plan of a new ticket with its number wherever it belongs. Pure. */
export function numbered(plan: IngestPlan, number: string): IngestPlan {
  const trace = { ...plan.trace, ticketNumber: number };
  const create = plan.change.create.map((item): TicketItem => {
    if (item.type === 'ticket') return { ...item, number, searchText: `${number.toLowerCase()} ${item.searchText}` };
    return item.id === trace.id ? trace : item;
  });
  return { ...plan, trace, change: { ...plan.change, create } };
}
