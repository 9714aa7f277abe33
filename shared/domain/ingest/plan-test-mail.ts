import type { ParsedMail } from '../mail/parsed-mail.ts';
import { type Arrival, parseToken, testField, type Variant } from '../mailboxes/round-trip.ts';
import { isMessageIdOf } from '../mailboxes/test-mail.ts';
import type { MailTrace } from '../trace/mail-trace.ts';
import { parseAuthenticationResults } from '../trust/authentication-results.ts';
import { checkOf } from '../words/check.ts';
import { remark } from '../words/remark.ts';
import type { MailFacts } from './ingest-facts.ts';
import { traceOf } from './ingest-items.ts';

const fieldOf = ({ headers }: Pick<ParsedMail, 'headers'>, wanted: string): string | null =>
  headers.find(({ name }) => name === wanted)?.value ?? null;

/** The connection test and the secret that a mail names, in our own field or its subject. Pure. */
export const tokenIn = (mail: Pick<ParsedMail, 'headers' | 'subject'>): ReturnType<typeof parseToken> =>
  parseToken(fieldOf(mail, testField.toLowerCase()) ?? '') ?? parseToken(mail.subject);

/** What of a test's mail has come back, and when. Pure. */
export function arrivalOf({ mail, mailId, remoteId, now }: MailFacts, testId: string, variant: Variant): Arrival {
  // the receiving system puts its field on top (RFC 8601 5)
  const stamped = fieldOf(mail, 'authentication-results');
  return {
    ...{ mailId, remoteId, at: now.toISOString() },
    messageId: isMessageIdOf(mail.messageId, testId, variant),
    references: [...mail.references, ...mail.inReplyTo].some((id) => isMessageIdOf(id, testId, 'root')),
    field: fieldOf(mail, testField.toLowerCase()) !== null,
    server: stamped === null ? null : parseAuthenticationResults(stamped).server.slice(0, 255),
  };
}

/** The trace of a test's mail, which becomes nothing else. Pure. */
export function testMailTrace(facts: MailFacts, testId: string, variant: Variant): MailTrace {
  const check = checkOf('connection-test', testId, remark('test-token-known', { variant }));
  return traceOf(facts, { ticketId: null, outcome: 'suppressed', reason: remark('connection-test-mail'), checks: [check] });
}
