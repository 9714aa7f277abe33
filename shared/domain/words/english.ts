import { alertWords } from './english/alerts.ts';
import { attachmentWords } from './english/attachments.ts';
import { authorisationWords } from './english/authorisation.ts';
import { changeWords } from './english/changes.ts';
import { checkNames } from './english/checks.ts';
import { connectionTestWords } from './english/connection-test.ts';
import { deliveryWords } from './english/delivery.ts';
import { historyWords } from './english/history.ts';
import { mailWords } from './english/mail.ts';
import { mailboxWords } from './english/mailboxes.ts';
import { noticeWords } from './english/notices.ts';
import { ruleWords } from './english/rules.ts';
import { sendingWords } from './english/sending.ts';
import { ticketWords } from './english/tickets.ts';
import { traceWords } from './english/trace.ts';
import { trustWords } from './english/trust.ts';

/**
 * The words of every code, in English: `{name}` stands for the data of that name. Its keys are the
 * codes that there are, and its placeholders the data that each must come with.
 */
export const english = {
  'as-written': '{text}',
  ...mailWords,
  ...traceWords,
  ...ticketWords,
  ...noticeWords,
  ...ruleWords,
  ...trustWords,
  ...attachmentWords,
  ...deliveryWords,
  ...sendingWords,
  ...connectionTestWords,
  ...mailboxWords,
  ...alertWords,
  ...authorisationWords,
  ...changeWords,
  ...historyWords,
} as const;

/** The names of checks, in English. */
export const englishChecks = checkNames;

/** What the program says about a mail. */
export type Code = keyof typeof english;
/** A check that is not named after a field of the mail. */
export type CheckName = keyof typeof englishChecks;

/** The words of one language: each code and check has some. */
export type Language = { remarks: Readonly<Record<Code, string>>; checks: Readonly<Record<CheckName, string>> };
