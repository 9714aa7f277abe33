import type { MailboxList } from '../domain/mailboxes/mailbox.ts';
import { daysUntil, type RunningClock } from '../domain/mailboxes/mailbox-clocks.ts';
import type { Reconcile } from '../domain/mailboxes/reconcile.ts';
import type { MailRef, NotificationRef } from '../domain/queue-items.ts';
import { problemInWords, type TemplateProblem } from '../domain/templates/problem-in-words.ts';
import { cut } from '../domain/text/cut.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';
import { inWords } from '../domain/words/in-words.ts';
import type { PollResult } from './poll-state.ts';
import type { WatchResult } from './watch-mailboxes.ts';

/** What the log is told. */
export type LogLine = { level: 'info' | 'warn' | 'error'; text: string };

/**
 * What a query in infra/queries finds: a code, and its fields as JSON behind it. The words for
 * people are in docs/operate.md, beside the query.
 */
type Code =
  | 'mailbox-polled'
  | 'mailbox-not-polled'
  | 'mailbox-unsubscribed'
  | 'mailbox-state'
  | 'mailbox-clock'
  | 'setting-broken'
  | 'mailboxes-watched'
  | 'alert-told'
  | 'alerts-unaddressed'
  | 'mailbox-reconciled'
  | 'mail-missing'
  | 'messages-given-up'
  | 'internal-mail-refused';

/** Application Insights cuts a line at 32,768 characters, and JSON that is cut can't be read. */
const maxField = 1000;
const bounded = (_: string, value: unknown) => (typeof value === 'string' ? cut(value, maxField) : value);
const coded = (level: LogLine['level'], code: Code, fields: object): LogLine => ({
  level,
  text: `${code} ${JSON.stringify(fields, bounded)}`,
});

/**
 * How a poll went; nothing of one that was passed over, or found all as it was: of a thousand
 * mailboxes that would be 13 GB a month. Pure.
 */
export function logOfPoll(mailboxId: string, result: PollResult): LogLine[] {
  const lines: LogLine[] = [];
  const say = (text: string) => lines.push({ level: 'warn', text: `Mailbox ${mailboxId}: ${text}` });
  if (result.subscriptionError) say(`its subscription could not be renewed: ${result.subscriptionError}`);
  if (result.kind === 'waits-for-setting') return [...lines, coded('error', 'mailbox-not-polled', { mailboxId, problem: result.problem })];
  if (result.kind !== 'polled') return lines;
  if (result.unannounced > 0) say(`${result.unannounced} mails were not announced; its subscription is replaced`);
  if (!result.isNews && !result.left) return lines;
  const { certificate: _, ...read } = result.read;
  return [...lines, coded('info', 'mailbox-polled', { mailboxId, ...read, left: result.left })];
}

/**
 * The mailboxes that are not polled, since what is kept of them can't be read, and those that are
 * polled most often, since their new mails are not announced. Pure.
 */
export const logOfSchedule = (broken: MailboxList['broken'], unsubscribed: readonly string[]): LogLine[] => [
  ...broken.map(({ mailboxId, problem }) => coded('error', 'mailbox-not-polled', { mailboxId, problem })),
  ...unsubscribed.map((mailboxId) => coded('warn', 'mailbox-unsubscribed', { mailboxId })),
];

/** Of clocks, those that end within so many days. */
const maxClockDays = 14;

/**
 * How all mailboxes do: how many are in each state, those that are not well and why, the clocks
 * that soon end, what became of mails to admins, that nobody is there to get one, and settings that
 * can't be read. Pure.
 */
export function logOfWatch({ watched, told, isAddressed, broken }: WatchResult, now: Date): LogLine[] {
  const states = Object.fromEntries(
    [...Map.groupBy(watched, ({ assessed }) => assessed.state)].map(([state, ofState]) => [state, ofState.length]),
  );
  const ill = watched.filter(({ assessed }) => assessed.state !== 'healthy');
  const unheard = ill.filter(({ assessed }) => !assessed.byAdmin).length;
  return [
    coded('info', 'mailboxes-watched', states),
    ...ill.map(({ mailboxId, assessed: { state, since, problem, byAdmin } }) =>
      coded(byAdmin ? 'info' : 'warn', 'mailbox-state', { mailboxId, state, since, problem: problem?.code ?? null, byAdmin }),
    ),
    ...watched.flatMap(({ mailboxId, clocks }) => clocks.flatMap((clock) => logOfClock(mailboxId, clock, now))),
    ...told.map(({ alert, result, detail }) =>
      coded(result === 'sent' ? 'info' : 'warn', 'alert-told', { id: alert.id, events: alert.events.length, result, detail }),
    ),
    ...(isAddressed || unheard === 0 ? [] : [coded('warn', 'alerts-unaddressed', { mailboxes: unheard })]),
    ...broken.map(({ kind, name, problem }) => coded('error', 'setting-broken', { kind, name, problem })),
  ];
}

/** A template that could not be rendered: the mail was written with another one. Pure. */
export const logOfTemplate = (id: string, problem: TemplateProblem): LogLine =>
  coded('error', 'setting-broken', { kind: 'template', name: id, problem: problemInWords(problem) });

/** The subscription is renewed by us, days before its end. */
function logOfClock(mailboxId: string, { clock, endsAt }: RunningClock, now: Date): LogLine[] {
  if (endsAt === null || clock === 'subscription') return [];
  const daysLeft = daysUntil(endsAt, now);
  return daysLeft < maxClockDays ? [coded('warn', 'mailbox-clock', { mailboxId, clock, endsAt, daysLeft })] : [];
}

/** The poison queues that hold something: what stays there, no function can read. Pure. */
export const logOfPoisonQueues = (depths: readonly { name: string; messages: number }[]): LogLine[] =>
  depths.filter(({ messages }) => messages > 0).map(({ name, messages }) => coded('error', 'messages-given-up', { queue: name, messages }));

/**
 * A mail that would have told somebody outside what is for technicians alone: it is not sent, and
 * whatever owed it is wrong. Pure.
 */
export const logOfLeak = ({ ticketId, notificationId }: NotificationRef): LogLine =>
  coded('error', 'internal-mail-refused', { ticketId, notificationId });

/**
 * What became of a mail whose tries were used up, by its trace; null: it can't be recorded yet.
 * Pure.
 */
export function logOfFailure({ remoteId }: MailRef, trace: MailTrace | null): LogLine {
  if (!trace)
    return { level: 'error', text: `Mail ${remoteId} failed, and that can't be recorded yet: it stays in the queue until it can` };
  const { mailId, failure, reason, outcome } = trace;
  return failure && reason
    ? { level: 'error', text: `Mail ${mailId} failed: ${inWords(reason)}` }
    : { level: 'info', text: `Mail ${mailId} failed once; what became of it by another delivery stands: ${outcome}` };
}

/**
 * What a count of a mailbox came to, once it has ended; mails are missing only after retries. Pure.
 */
export function logOfReconcile({ mailboxId, since, inMailbox, known, fetched, missing, failed, problem }: Reconcile): LogLine[] {
  const fields = { mailboxId, since, inMailbox, known, fetched, missing, failed };
  const line = coded(problem ? 'warn' : 'info', 'mailbox-reconciled', { ...fields, problem });
  return missing > 0 && !problem ? [line, coded('error', 'mail-missing', fields)] : [line];
}
