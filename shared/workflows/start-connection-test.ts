import { type ApiConnectionTest, toApiConnectionTest } from '../api/connection-tests.ts';
import { toStoredMailbox } from '../api/mailbox-mapping.ts';
import type { WantedMailbox } from '../api/mailboxes.ts';
import { notFound, ProblemError } from '../api/problem.ts';
import { mailboxIdFor } from '../domain/ids.ts';
import { type ConnectionTest, overAfterMs, startedTest, testSecretName, testSmtpSecretName } from '../domain/mailboxes/connection-test.ts';
import { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { ownTokenProblem } from '../domain/mailboxes/own-token.ts';
import { secretNameOf } from '../domain/mailboxes/secret-name.ts';
import { type MailboxJob, mailboxJob } from '../domain/queue-items.ts';
import { requireSendable } from './mailboxes/require-sendable.ts';

/** What starting a connection test reads and writes. */
export type StartTestDeps = {
  now(): Date;
  /** 26 letters and digits by chance. */
  newTestId(): string;
  isMailbox(mailboxId: string): Promise<boolean>;
  /** Whether mailboxes may be read without TLS. */
  allowPlain: boolean;
  writeSecret(name: string, value: string): Promise<void>;
  removeSecret(name: string): Promise<void>;
  createTest(test: ConnectionTest): Promise<void>;
  enqueueJob(job: MailboxJob, afterMs: number): Promise<void>;
};

/**
 * Starts the test of a saved mailbox.
 *
 * @throws ProblemError 404
 */
export async function testSavedMailbox(deps: StartTestDeps, mailboxId: string): Promise<ApiConnectionTest> {
  if (!(await deps.isMailbox(mailboxId))) throw notFound('id', 'mailbox', mailboxId);
  return begin(deps, startedTest(deps.newTestId(), { of: mailboxId, draft: null }, deps.now()));
}

/**
 * Starts the test of a mailbox that is not saved. Its passwords are in Key Vault while it is
 * tested, under names of the test; those of a saved mailbox are never used: who may change the host
 * must not have them sent there.
 *
 * @throws ProblemError 400, 422 for the server that its mail leaves by.
 */
export async function testWantedMailbox(deps: StartTestDeps, wanted: WantedMailbox): Promise<ApiConnectionTest> {
  const testId = deps.newTestId();
  const stored = toStoredMailbox(wanted, { id: mailboxIdFor(wanted.address), before: null, at: deps.now().toISOString() });
  const draft = withSecrets(stored, testId);
  if (draft.kind === 'imap' && draft.tls === 'none' && !deps.allowPlain)
    throw new ProblemError(400, 'body security: "none" is not allowed here (setting ALLOW_PLAIN_IMAP); use "tls" or "starttls"');
  const problem = ownTokenProblem(wanted);
  if (problem !== null) throw new ProblemError(400, `body ${problem}`);
  const smtpPassword = wanted.sendsBy === 'smtp' ? requireSendable({ allowPlainImap: deps.allowPlain }, wanted, null) : null;
  const password = 'password' in wanted && wanted.password;
  if (secretNameOf(draft) !== null && !password)
    throw new ProblemError(400, 'body password: is needed to test a mailbox that is not saved');
  const secrets = [
    ...(secretNameOf(draft) !== null && password ? [{ name: testSecretName(testId), value: password }] : []),
    ...(smtpPassword === null ? [] : [{ name: testSmtpSecretName(testId), value: smtpPassword }]),
  ];
  const test = startedTest(testId, { of: null, draft }, deps.now());
  if (secrets.length === 0) return begin(deps, test);
  // queued first: whatever dies from here on, a turn comes that removes the secrets
  await deps.enqueueJob(mailboxJob('connection-test', testId), overAfterMs);
  try {
    for (const { name, value } of secrets) await deps.writeSecret(name, value);
    return await begin(deps, test);
  } catch (error) {
    for (const { name } of secrets) await deps.removeSecret(name);
    throw error;
  }
}

async function begin(deps: StartTestDeps, test: ConnectionTest): Promise<ApiConnectionTest> {
  await deps.createTest(test);
  await deps.enqueueJob(mailboxJob('connection-test', test.testId), 0);
  return toApiConnectionTest(test);
}

function withSecrets(mailbox: Mailbox, testId: string) {
  const draft = Mailbox.parse(withSmtpSecret(mailbox, testSmtpSecretName(testId)));
  // a consent is of one mailbox, and its token is renewed: no test has one of its own
  if (!('login' in draft) || !draft.login || !('secretName' in draft.login) || draft.login.method === 'refresh-token') return draft;
  return Mailbox.parse({ ...draft, login: { ...draft.login, secretName: testSecretName(testId) } });
}

function withSmtpSecret(mailbox: Mailbox, secretName: string): Mailbox {
  const { smtp } = mailbox;
  if (smtp?.login.method !== 'password') return mailbox;
  return { ...mailbox, smtp: { ...smtp, login: { ...smtp.login, secretName } } };
}
