import type { BounceReport } from './bounce.ts';
import { headerValue, type ParsedMail } from './mail.ts';
import type { Check } from './trace.ts';

/** What a mail is: who or what wrote it decides what may be done with it. */
export type Kind = 'person' | 'auto-reply' | 'bounce' | 'complaint' | 'receipt' | 'list';

/** The verdict on a mail, with the evidence in the order it was weighed; `bounce` is there when the kind is bounce. */
export type Classification = { kind: Kind; evidence: Check[]; bounce: BounceReport | null };

/** Says what a mail is (RFC 3834 for automatic answers, RFC 2919 and 2369 for lists). Pure. */
export function classify(mail: ParsedMail): Classification {
  const autoSubmitted = headerValue(mail, 'auto-submitted')?.trim().toLowerCase() ?? '';
  if (autoSubmitted && !autoSubmitted.startsWith('no')) {
    return { kind: 'auto-reply', evidence: [{ check: 'Auto-Submitted', saw: autoSubmitted, verdict: 'auto-reply' }], bounce: null };
  }
  const listId = headerValue(mail, 'list-id');
  if (listId) return { kind: 'list', evidence: [{ check: 'List-Id', saw: listId, verdict: 'list' }], bounce: null };
  return { kind: 'person', evidence: [], bounce: null };
}
