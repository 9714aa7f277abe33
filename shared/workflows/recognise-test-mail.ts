import type { MailFacts } from '../domain/ingest/ingest-facts.ts';
import { arrivalOf, testMailTrace, tokenIn } from '../domain/ingest/plan-test-mail.ts';
import { type ConnectionTest, withTrip } from '../domain/mailboxes/connection-test.ts';
import { type Variant, variantOf, withArrival } from '../domain/mailboxes/round-trip.ts';
import type { MailTrace } from '../domain/trace/mail-trace.ts';

/** What recognising the mail of a connection test reads and writes. */
export type RecogniseDeps = {
  changeTest(testId: string, change: (test: ConnectionTest) => ConnectionTest | null): Promise<ConnectionTest | null>;
};

/**
 * The trace of a mail that a connection test of this mailbox has sent and that came back, once its
 * arrival is kept with the test; null for all other mails, also for another mail with a token that
 * came before. A store is asked only for a mail that names a test. Doing it again changes nothing.
 */
export async function recogniseTestMail(deps: RecogniseDeps, facts: MailFacts): Promise<MailTrace | null> {
  const token = tokenIn(facts.mail);
  if (!token) return null;
  const found: { variant: Variant | null } = { variant: null };
  const kept = await deps.changeTest(token.testId, (test) => {
    found.variant = test.trip && test.of === facts.mailbox.mailboxId ? variantOf(test.trip, token.secret) : null;
    if (!test.trip || !found.variant) return null;
    const trip = withArrival(test.trip, found.variant, arrivalOf(facts, token.testId, found.variant));
    return trip && withTrip(test, trip, facts.mailbox);
  });
  return kept && found.variant ? testMailTrace(facts, token.testId, found.variant) : null;
}
