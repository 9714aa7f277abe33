import { connectionTestStore } from '../../shared/adapters/cosmos/connection-tests.ts';
import { base32 } from '../../shared/domain/ids.ts';
import { composeMail } from '../../shared/domain/mail/compose-mail.ts';
import type { OutgoingMail } from '../../shared/domain/mail/outgoing-mail.ts';
import { startedTest } from '../../shared/domain/mailboxes/connection-test.ts';
import { GraphMailbox, type Mailbox } from '../../shared/domain/mailboxes/mailbox.ts';
import type { MailboxJob, PollRef } from '../../shared/domain/queue-items.ts';
import type { MailSource } from '../../shared/ports/mail-source.ts';
import type { ConnectionTestDeps } from '../../shared/workflows/connection-test-deps.ts';
import { runConnectionTest } from '../../shared/workflows/run-connection-test.ts';
import type { Deployment } from './a-deployment.ts';

/** A mailbox of Microsoft 365 that is empty, and notes what is done in it. */
export function anEmptySource(acknowledged: string[] = []): MailSource {
  return {
    async *newMails() {},
    rawMail: async () => null,
    acknowledge: async (ids, after) => void acknowledged.push(`${after.action} ${ids}`),
    close: async () => {},
  };
}

/**
 * Connection tests of the mailbox `support` of a deployment, with a clock that is moved by hand.
 * The channel hands its mails to `sent`; `raw` makes the mail that arrives of them.
 */
export function aConnectionTest(deployment: Deployment, more: Partial<ConnectionTestDeps> = {}, set: Partial<Mailbox> = {}) {
  const store = connectionTestStore(deployment.mailboxes);
  const mailbox = GraphMailbox.parse({
    ...{ kind: 'graph', mailboxId: 'support', address: 'support@contoso.example', queueId: 'support', user: 'support@contoso.example' },
    ...set,
  });
  const [sent, jobs, polls, found, removed]: [OutgoingMail[], MailboxJob[], PollRef[], boolean[], string[]] = [[], [], [], [], []];
  const clock = { now: Date.now() };
  let secrets = 0;
  const testId = base32(Buffer.from(`${process.pid}.${Math.random()}.${Date.now()}.test`), 26).padEnd(26, '0');
  const deps: ConnectionTestDeps = {
    ...store,
    now: () => new Date(clock.now),
    countAddresses: async () => 1,
    openPort: async () => {},
    agreeOnTls: async () => ({ names: 'mail.contoso.example', until: new Date(clock.now) }),
    openSource: async () => anEmptySource(),
    webhookUrl: 'https://app.contoso.example/api/graph/notifications',
    callWebhook: async (body) => ({ status: 200, body }),
    senderAddress: () => 'donotreply@contoso.example',
    async send(_, mail) {
      sent.push(mail);
      return { kind: 'accepted' };
    },
    signInToSend: async () => ({ kind: 'accepted' }),
    randomSecret: () => `${++secrets}`.padStart(32, 'x'),
    mailboxOf: async () => mailbox,
    setPlusAddressing: async (_, plus) => void found.push(plus),
    removeSecret: async (name) => void removed.push(name),
    enqueueJob: async (job) => void jobs.push(job),
    enqueuePoll: async (ref) => void polls.push(ref),
    ...more,
  };
  return {
    deps,
    store,
    testId,
    clock,
    sent,
    jobs,
    polls,
    found,
    removed,
    raw: async (index: number) => composeMail(sent[index] ?? (await Promise.reject(new Error('not sent'))), new Date(clock.now)),
    begin: (tested: Partial<Parameters<typeof startedTest>[1]> = {}) =>
      store.createTest(startedTest(testId, { of: 'support', draft: null, ...tested }, deps.now())),
    turn: () => runConnectionTest(deps, testId),
    /** How each step ended, and the code of what it said. */
    async outcome() {
      const steps = (await store.readTest(testId))?.steps ?? [];
      return Object.fromEntries(steps.map(({ step, result, said }) => [step, `${result} ${said.code}`]));
    },
  };
}
