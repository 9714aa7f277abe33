import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GraphRefusal } from '../../shared/adapters/graph/graph-error.ts';
import { WantedMailbox } from '../../shared/api/mailboxes.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { MailSenderError, MailSourceError } from '../../shared/errors.ts';
import type { ConnectionTestDeps } from '../../shared/workflows/connection-test-deps.ts';
import { readConnectionTest } from '../../shared/workflows/read-connection-test.ts';
import { endConnectionTest, runConnectionTest } from '../../shared/workflows/run-connection-test.ts';
import { testWantedMailbox } from '../../shared/workflows/start-connection-test.ts';
import { aConnectionTest } from '../support/a-connection-test.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { graphMailbox } from '../support/graph-mailbox.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment?.stop());
const draftOfImap = { address: 'sales@contoso.example', provider: 'imap', queueId: 'support', host: 'mail.contoso.example', user: 'sales' };
const seconds = (count: number) => count * 1000;

/** A test whose mails have left, and that waits for them, unless a step has failed. */
async function waiting(more: Partial<ConnectionTestDeps> = {}) {
  const flow = aConnectionTest(deployment, more);
  await flow.begin();
  await flow.turn();
  return flow;
}

describe('a step that fails says why', () => {
  const refusing = (error: Error): Partial<ConnectionTestDeps> => ({ openSource: () => Promise.reject(error) });
  test.each([
    ['sign-in', refusing(new GraphRefusal(401, 'InvalidAuthenticationToken', '')), 'test-graph-token'],
    ['sign-in', refusing(new GraphRefusal(403, 'Authorization_RequestDenied', '')), 'test-graph-forbidden'],
    ['folder', refusing(new GraphRefusal(404, 'MailboxNotEnabledForRESTAPI', '')), 'test-graph-no-rest'],
    ['folder', refusing(new GraphRefusal(404, 'ErrorInvalidUser', '')), 'test-no-mailbox'],
    ['folder', refusing(new GraphRefusal(404, 'ErrorItemNotFound', '')), 'test-no-folder'],
    ['sign-in', refusing(new GraphRefusal(429, 'ApplicationThrottled', '')), 'test-throttled'],
    ['sign-in', refusing(new GraphRefusal(-1, 'ECONNRESET', '')), 'test-no-connection'],
    ['sign-in', refusing(new MailSourceError('needs-authorisation', 'no consent')), 'test-authorise'],
    ['sign-in', refusing(new MailSourceError('login-refused', 'no secret')), 'test-sign-in-refused'],
    ['subscription-handshake', { callWebhook: async () => ({ status: 301, body: '' }) }, 'test-webhook-redirected'],
    ['subscription-handshake', { callWebhook: async () => ({ status: 200, body: '<html>' }) }, 'test-webhook-wrong'],
    [
      'subscription-handshake',
      { callWebhook: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })) },
      'test-webhook-out',
    ],
    [
      'send',
      { send: async () => ({ kind: 'refused', reason: remark('channel-refused', { said: 'Invalid sender' }) }) as const },
      'test-send-refused',
    ],
    ['send', { send: () => Promise.reject(new MailSenderError('out', { retryAfterMs: null })) }, 'test-send-out'],
  ])('%s: %o is %s', async (step, more, code) => {
    const flow = await waiting(more);
    const outcome = await flow.outcome();
    expect(outcome[step]).toBe(`failed ${code}`);
    const names = Object.keys(outcome);
    expect(names.slice(names.indexOf(step) + 1).filter((name) => !outcome[name]?.startsWith('skipped'))).toEqual([]);
    const shown = await readConnectionTest(flow.deps, flow.testId);
    expect([shown.done, shown.passed, shown.steps.find((one) => one.step === step)?.remedy]).toEqual([true, false, expect.any(String)]);
    expect(flow.jobs).toEqual([]);
  });

  test('the time of all steps is used up: the next one has failed, and those after it are left out', async () => {
    const flow = aConnectionTest(deployment, {
      async callWebhook(body) {
        flow.clock.now += seconds(61);
        return { status: 200, body };
      },
    });
    await flow.begin();
    await flow.turn();
    expect(await flow.outcome()).toMatchObject({ 'subscription-handshake': 'passed test-handshake', send: 'failed test-out-of-time' });
    expect([flow.sent, flow.jobs]).toEqual([[], []]);
  });
});

describe('a test that dies', () => {
  test.each(['the secret is written', 'the test is kept', 'it is queued'])('before %s leaves no secret behind', async (before) => {
    const secrets = new Set<string>();
    const { deps, store, clock, testId } = aConnectionTest(deployment, {
      removeSecret: async (name) => void secrets.delete(name),
    });
    const killed = (here: string) => (here === before ? Promise.reject(new Error('killed')) : Promise.resolve());
    const later: number[] = [];
    const start = testWantedMailbox(
      {
        ...{ now: deps.now, newTestId: () => testId, isMailbox: async () => false, allowPlain: false },
        async writeSecret(name) {
          await killed('the secret is written');
          secrets.add(name);
        },
        removeSecret: () => Promise.reject(new Error('killed')),
        createTest: (made) => killed('the test is kept').then(() => store.createTest(made)),
        async enqueueJob(_, afterMs) {
          if (afterMs > 0) later.push(afterMs);
          else await killed('it is queued');
        },
      },
      WantedMailbox.parse({ ...draftOfImap, password: 'secret' }),
    );
    await expect(start).rejects.toThrow('killed');
    expect(later).toHaveLength(1);
    clock.now += later[0] ?? 0;
    await runConnectionTest(deps, testId);
    expect([...secrets]).toEqual([]);
  });

  test('in the middle of its steps is ended by its next delivery, and its secret removed', async () => {
    const flow = aConnectionTest(deployment, { callWebhook: () => Promise.reject(new Error('killed')) });
    await flow.begin({ of: null, draft: graphMailbox() });
    await flow.store.changeTest(flow.testId, (stored) => ({ ...stored, phase: 'steps' }));
    await flow.turn();
    expect(await flow.outcome()).toEqual({ 'name-resolves': 'failed test-died' });
    expect(flow.removed).toEqual([`connection-test-${flow.testId}`, `connection-test-smtp-${flow.testId}`]);
  });

  test('with its message is told as ended to whoever asks, after its time', async () => {
    const flow = aConnectionTest(deployment);
    await flow.begin();
    expect((await readConnectionTest(flow.deps, flow.testId)).done).toBe(false);
    flow.clock.now += seconds(181);
    const shown = await readConnectionTest(flow.deps, flow.testId);
    expect([shown.done, shown.passed, shown.steps.at(-1)?.detail]).toEqual([true, false, expect.stringMatching(/ended in the middle/)]);
    // its message, which comes late, begins nothing
    await flow.turn();
    expect(flow.sent).toEqual([]);
  });

  test('given up by its queue says so; one that is done stays as it is', async () => {
    const flow = await waiting();
    const test = await flow.store.readTest(flow.testId);
    if (!test) return expect.fail('no test');
    await endConnectionTest(flow.deps, test);
    expect((await flow.outcome())['round-trip']).toBe('failed test-died');
    await endConnectionTest(flow.deps, test);
    expect(Object.keys(await flow.outcome())).toHaveLength(9);
  });
});

describe('a mailbox that is not saved, whose mail is to leave by its own server', () => {
  const smtp = { host: 'smtp.contoso.example', user: 'sales', login: { method: 'password' }, password: 'another secret' };
  const wanted = WantedMailbox.parse({ ...draftOfImap, password: 'secret', sendsBy: 'smtp', smtp });

  /** Starts its test, and runs it. */
  async function tested(draft: WantedMailbox, more: Parameters<typeof aConnectionTest>[1] = {}) {
    const secrets = new Map<string, string>();
    const flow = aConnectionTest(deployment, { ...more, removeSecret: async (name) => void secrets.delete(name) });
    await testWantedMailbox(
      {
        ...flow.deps,
        ...{ newTestId: () => flow.testId, isMailbox: async () => false, allowPlain: false },
        createTest: (made) => flow.store.createTest(made),
        writeSecret: async (name, value) => void secrets.set(name, value),
      },
      draft,
    );
    const kept = [...secrets.values()];
    await flow.turn();
    return { flow, kept, left: [...secrets.keys()] };
  }

  test('is signed in there with what was given for the test, and sends nothing', async () => {
    const logins: unknown[] = [];
    const { flow, kept, left } = await tested(wanted, {
      async signInToSend(mailbox) {
        logins.push(mailbox.smtp?.login);
        return { kind: 'accepted' };
      },
    });
    expect(await flow.outcome()).toMatchObject({ send: 'passed test-may-send', 'round-trip': 'skipped test-not-saved' });
    expect(flow.sent).toEqual([]);
    // of the test, not of a mailbox that is saved under this address
    expect(logins).toEqual([{ method: 'password', secretName: `connection-test-smtp-${flow.testId}` }]);
    expect([kept, left]).toEqual([['secret', 'another secret'], []]);
  });

  test('that is not let in says so', async () => {
    const reason = remark('smtp-login-refused', { said: '535 5.7.8' });
    const { flow } = await tested(wanted, {
      signInToSend: () => Promise.reject(new MailSenderError('535', { retryAfterMs: null, reason })),
    });
    expect(await flow.outcome()).toMatchObject({ send: 'failed test-send-out' });
  });

  test('needs its password to be tested', async () => {
    const { password: _, ...without } = smtp;
    const draft = WantedMailbox.parse({ ...draftOfImap, password: 'secret', sendsBy: 'smtp', smtp: without });
    await expect(tested(draft)).rejects.toMatchObject({ status: 422, message: expect.stringMatching(/smtp\.password/) });
  });
});
