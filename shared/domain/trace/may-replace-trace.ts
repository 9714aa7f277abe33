import type { MailTrace } from './mail-trace.ts';

/** Whether what became of the mail is known: it was not (only) tried. Pure. */
export const isFinished = ({ outcome }: Pick<MailTrace, 'outcome'>): boolean => outcome !== 'processing' && outcome !== 'failed';

/**
 * Whether a trace may be written over the one that stands in its place. A failure may come late
 * (its message lay in a queue while another delivery of the mail was finished), so it never
 * replaces an end; an end does if a person or the sweep asked for a second look. Pure.
 */
export const mayReplaceTrace = (stored: MailTrace, next: MailTrace, isSecondLook: boolean): boolean =>
  !isFinished(stored) || (isFinished(next) && isSecondLook);

/**
 * Whether the mail need not be had from its source any more: its bytes are here, or it was left
 * there on purpose, or its queue has it. Pure.
 */
export const keepsMail = ({ outcome, rawBlob }: Pick<MailTrace, 'outcome' | 'rawBlob'>): boolean =>
  rawBlob !== null || (outcome !== 'suppressed' && outcome !== 'failed');
