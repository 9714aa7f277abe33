import { type ApiConnectionTest, toApiConnectionTest } from '../api/connection-tests.ts';
import { toStoredMailbox } from '../api/mailbox-mapping.ts';
import type { WantedMailbox } from '../api/mailboxes.ts';
import { notFound, ProblemError } from '../api/problem.ts';
import { mailboxIdFor } from '../domain/ids.ts';
import { type ConnectionTest, overAfterMs, startedTest, testSecretName } from '../domain/mailboxes/connection-test.ts';
import { Mailbox } from '../domain/mailboxes/mailbox.ts';
import { ownTokenProblem } from '../domain/mailboxes/own-token.ts';
import { secretNameOf } from '../domain/mailboxes/secret-name.ts';
import { type MailboxJob, mailboxJob } from '../domain/queue-items.ts';

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
 * Starts the test of a mailbox that is not saved. Its password is in Key Vault while it is tested,
 * under a name of the test; the one of a saved mailbox is never used: who may change the host must
 * not have that password sent there.
 *
 * @throws ProblemError 400
 */
export async function testWantedMailbox(deps: StartTestDeps, wanted: WantedMailbox): Promise<ApiConnectionTest> {
  const testId = deps.newTestId();
  const secretName = testSecretName(testId);
  const draft = withSecret(
    toStoredMailbox(wanted, { id: mailboxIdFor(wanted.address), before: null, at: deps.now().toISOString() }),
    secretName,
  );
  if (draft.kind === 'imap' && draft.tls === 'none' && !deps.allowPlain)
    throw new ProblemError(400, 'body security: "none" is not allowed here (setting ALLOW_PLAIN_IMAP); use "tls" or "starttls"');
  const problem = ownTokenProblem(wanted);
  if (problem !== null) throw new ProblemError(400, `body ${problem}`);
  const test = startedTest(testId, { of: null, draft }, deps.now());
  if (secretNameOf(draft) === null) return begin(deps, test);
  const password = 'password' in wanted && wanted.password;
  if (!password) throw new ProblemError(400, 'body password: is needed to test a mailbox that is not saved');
  // queued first: whatever dies from here on, a turn comes that removes the secret
  await deps.enqueueJob(mailboxJob('connection-test', testId), overAfterMs);
  await deps.writeSecret(secretName, password);
  try {
    return await begin(deps, test);
  } catch (error) {
    await deps.removeSecret(secretName);
    throw error;
  }
}

async function begin(deps: StartTestDeps, test: ConnectionTest): Promise<ApiConnectionTest> {
  await deps.createTest(test);
  await deps.enqueueJob(mailboxJob('connection-test', test.testId), 0);
  return toApiConnectionTest(test);
}

function withSecret(mailbox: Mailbox, secretName: string) {
  const draft = Mailbox.parse(mailbox);
  // a consent is of one mailbox, and its token is renewed: no test has one of its own
  if (!('login' in draft) || !draft.login || !('secretName' in draft.login) || draft.login.method === 'refresh-token') return draft;
  return Mailbox.parse({ ...draft, login: { ...draft.login, secretName } });
}
