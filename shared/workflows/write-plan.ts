import type { Contact } from '../domain/contacts/contact.ts';
import { type IngestPlan, numbered } from '../domain/ingest/ingest-plan.ts';
import type { KeptFile } from '../domain/ingest/message-body.ts';
import type { AutoAnswerCount } from '../domain/notifications/loop-breaker.ts';
import { createdBy, type TicketChange } from '../domain/notifications/ticket-change.ts';
import type { TicketQueue } from '../domain/settings/ticket-queue.ts';
import type { LanguageCode } from '../domain/text/language-code.ts';
import type { Committed } from './ticket-versions.ts';

/** What carrying out a plan writes. */
export type WriteDeps = {
  keepFile(file: KeptFile): Promise<void>;
  /**
   * The next number of a prefix; never the same twice. `giveBack` offers one that was not used to
   * the next ticket of this process.
   */
  numbers: { take(prefix: string): Promise<number>; giveBack(prefix: string, number: number): void };
  /**
   * Writes a change of a ticket in one transactional batch; `conflict` when one of its items exists
   * already or the ticket has changed.
   */
  commit(change: TicketChange): Promise<Committed>;
  addContact(contact: Contact): Promise<void>;
  /** Notes in which language a contact writes, unless that is known. */
  learnLanguage(address: string, language: LanguageCode): Promise<void>;
  /** Lets mail go again to an address whose owner has written. */
  noteReached(address: string, now: Date): Promise<void>;
  now(): Date;
  /** Counts automatic answers in memory, at once. */
  countAutoAnswers(state: AutoAnswerCount): void;
  /** Keeps in the store how many automatic answers somebody got. */
  keepAutoAnswers(state: AutoAnswerCount): Promise<void>;
  /** Counts an automatic answer in these totals in memory, at once. */
  countAnswer(totals: readonly string[]): void;
  /** Keeps these totals in the store, now and then. */
  keepAnswers(totals: readonly string[]): Promise<void>;
};

/**
 * Numbers that were taken for batches which the store refused; whether they were written all the
 * same shows when it is decided again.
 */
export type RefusedNumbers = { prefix: string; number: number }[];

/**
 * Carries out a plan: first what may exist without the rest (files, the contact), then all else at
 * once, then what may be lost. Returns the plan as it was written, or null when another writer was
 * faster and it must be decided again (a number that was taken is then in `refused`).
 */
export async function writePlan(
  deps: WriteDeps,
  plan: IngestPlan,
  queue: TicketQueue,
  refused: RefusedNumbers,
): Promise<IngestPlan | null> {
  // before anything is awaited: mails of the same sender are decided on meanwhile
  for (const state of plan.after.loops) deps.countAutoAnswers(state);
  deps.countAnswer(plan.after.answerTotals);
  await keepFiles(deps, plan.before.files);
  if (plan.before.contact) await deps.addContact(plan.before.contact);
  if (plan.before.reached !== null) await deps.noteReached(plan.before.reached, deps.now());
  const isNew = createdBy(plan.change, 'ticket').length > 0;
  const number = isNew ? await deps.numbers.take(queue.prefix) : null;
  const complete = number === null ? plan : numbered(plan, `${queue.prefix}-${number}`);
  if ((await deps.commit(complete.change)) === 'conflict') {
    if (number !== null) refused.push({ prefix: queue.prefix, number });
    return null;
  }
  for (const state of complete.after.loops) await deps.keepAutoAnswers(state);
  await deps.keepAnswers(complete.after.answerTotals);
  const learnt = complete.after.language;
  if (learnt) await deps.learnLanguage(learnt.address, learnt.language);
  return complete;
}

/**
 * Offers refused numbers to the next tickets, except the one that the mail's ticket has: a batch
 * whose answer was lost is refused when it is sent again, though it was written.
 */
export function giveBackUnused({ numbers }: WriteDeps, refused: RefusedNumbers, ticketNumber: string | null): void {
  for (const { prefix, number } of refused) if (`${prefix}-${number}` !== ticketNumber) numbers.giveBack(prefix, number);
}

/** A few at a time: a mail may hold hundreds, and each holds a connection. */
async function keepFiles(deps: WriteDeps, files: KeptFile[]): Promise<void> {
  const waiting = [...new Map(files.map((file) => [file.name, file])).values()];
  const worker = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) await deps.keepFile(file);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
