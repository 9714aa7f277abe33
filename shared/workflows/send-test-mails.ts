import type { ConnectionTest } from '../domain/mailboxes/connection-test.ts';
import { saidBy } from '../domain/mailboxes/explain-failure.ts';
import type { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { hashOf, type Variant } from '../domain/mailboxes/round-trip.ts';
import { testAddress, testMail } from '../domain/mailboxes/test-mail.ts';
import { remark } from '../domain/words/remark.ts';
import { MailSenderError } from '../errors.ts';
import { failedStep, type Outcome, passed, skipped } from './connection-steps.ts';
import type { ConnectionTestDeps } from './connection-test-deps.ts';
import { failedBy } from './failed-by.ts';

/**
 * Sends the two mails of a round trip by the mailbox's own channel. The hashes of their secrets are
 * stored before they leave: they may be back before this returns. The secrets are kept nowhere. By
 * a mailbox that is not saved nothing is sent, but whether its server lets it sign in is seen.
 */
export async function sendTestMails(deps: ConnectionTestDeps, { testId, of }: ConnectionTest, mailbox: Mailbox): Promise<Outcome> {
  if (of === null) return mailbox.sendsBy === 'smtp' ? signInToSend(deps, mailbox) : skipped(remark('test-not-saved'));
  if (!mailbox.enabled) return skipped(remark('test-paused'));
  const secrets = { plain: deps.randomSecret(), plus: deps.randomSecret() };
  const sentAt = deps.now().toISOString();
  const toBeSent = (variant: Variant) => ({ tokenSha256: hashOf(secrets[variant]), arrived: null });
  await deps.changeTest(testId, (test) => ({ ...test, trip: { sentAt, plain: toBeSent('plain'), plus: toBeSent('plus') } }));
  const send = (variant: Variant) =>
    deps.send(mailbox, testMail({ testId, variant, secret: secrets[variant], mailbox, senderAddress: deps.senderAddress(mailbox) }));
  try {
    const result = await send('plain');
    if (result.kind === 'refused') return failedStep(remark('test-send-refused', { said: remark('test-said', { text: result.reason }) }));
  } catch (error) {
    return couldNotSend(error);
  }
  const plus = await send('plus').catch(() => null);
  if (plus?.kind !== 'accepted') await deps.changeTest(testId, (test) => test.trip && { ...test, trip: { ...test.trip, plus: null } });
  return passed(remark('test-sent', { address: testAddress(mailbox.address, 'plain') }));
}

async function signInToSend(deps: ConnectionTestDeps, mailbox: Mailbox): Promise<Outcome> {
  try {
    const result = await deps.signInToSend(mailbox);
    if (result.kind === 'refused') return failedStep(remark('test-send-refused', { said: remark('test-said', { text: result.reason }) }));
    return passed(remark('test-may-send', { host: mailbox.smtp?.host ?? '' }));
  } catch (error) {
    return couldNotSend(error);
  }
}

function couldNotSend(error: unknown): Outcome {
  const known = error instanceof MailSenderError ? (error.reason ?? error.message.slice(0, 300)) : null;
  const said = known === null ? saidBy({ said: '', code: failedBy(error).code }) : remark('test-said', { text: known });
  return failedStep(remark('test-send-out', { said }));
}
