import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionTestDeps } from '../../shared/workflows/connection-test-deps.ts';
import { readConnectionTest } from '../../shared/workflows/read-connection-test.ts';
import { aConnectionTest, anEmptySource } from '../support/a-connection-test.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment?.stop());
const { ingest } = aMailFlow(() => deployment);
const seconds = (count: number) => count * 1000;

/** A test whose mails have left, and that waits for them. */
async function waiting(more: Partial<ConnectionTestDeps> = {}, set = {}) {
  const flow = aConnectionTest(deployment, more, set);
  await flow.begin();
  await flow.turn();
  return flow;
}

describe('the round trip', () => {
  test('is over when both mails are back; they made nothing, and are done with as others are', async () => {
    const acknowledged: string[] = [];
    const flow = await waiting(
      { openSource: async () => anEmptySource(acknowledged) },
      { afterIntake: { action: 'move', folder: 'Done' } },
    );
    expect(flow.sent.map(({ to }) => to.address)).toEqual(['support@contoso.example', 'support+test@contoso.example']);
    await flow.turn();
    expect([flow.jobs.length, flow.polls.length]).toEqual([2, 1]);
    for (const index of [0, 1]) {
      const { trace, sends } = await ingest(await flow.raw(index));
      expect([trace.outcome, trace.reason?.code, trace.ticketNumber, sends]).toEqual(['suppressed', 'connection-test-mail', null, []]);
    }
    await flow.turn();
    expect(await flow.outcome()).toMatchObject({ 'round-trip': 'passed test-trip-passed', write: 'passed test-written' });
    expect(flow.found).toEqual([true]);
    expect(acknowledged).toEqual([expect.stringMatching(/^move remote-/)]);
    // a turn more, delivered once again, changes nothing
    await flow.turn();
    expect(Object.keys(await flow.outcome())).toHaveLength(10);
  });

  test('without the mail to the address with a tag finds out that there is no plus addressing', async () => {
    const flow = await waiting({}, { plusAddressing: true });
    await ingest(await flow.raw(0));
    await flow.turn();
    expect((await flow.outcome())['round-trip']).toBeUndefined();
    flow.clock.now += seconds(50);
    await flow.turn();
    expect([(await flow.outcome())['round-trip'], flow.found]).toEqual(['passed test-trip-passed', [false]]);
  });

  test('whose mail is late has not failed, and has passed once it comes', async () => {
    const flow = await waiting();
    flow.clock.now += seconds(181);
    await flow.turn();
    expect((await flow.outcome())['round-trip']).toBe('skipped test-trip-late');
    const shown = await readConnectionTest(flow.deps, flow.testId);
    expect([shown.done, shown.passed, flow.found]).toEqual([true, true, []]);
    expect((await ingest(await flow.raw(0))).trace.reason?.code).toBe('connection-test-mail');
    expect((await flow.outcome())['round-trip']).toBe('passed test-trip-passed');
  });

  test('proposes to trust the system that stamped the mail', async () => {
    const flow = await waiting();
    const stamp = Buffer.from('Authentication-Results: mx.provider.example; spf=pass\r\n');
    await ingest(Buffer.concat([stamp, await flow.raw(0)]));
    await ingest(await flow.raw(1));
    await flow.turn();
    const { steps } = await readConnectionTest(flow.deps, flow.testId);
    expect(steps.find(({ step }) => step === 'round-trip')).toMatchObject({
      proposal: { trustedServers: ['', 'mx.provider.example'] },
      detail: expect.stringContaining('stamped by mx.provider.example'),
    });
  });

  test('knows its mail by the field alone, and says that threading is lost', async () => {
    const flow = await waiting();
    const text = Buffer.from(await flow.raw(0)).toString();
    const rewritten = text
      .replace(/^Subject:[\s\S]*?\r\n(?=\S)/m, 'Subject: x\r\n')
      .replace(/^(?:Message-ID|References|In-Reply-To): .*\r\n/gm, '');
    await ingest(Buffer.from(rewritten));
    await ingest(await flow.raw(1));
    await flow.turn();
    const { steps } = await readConnectionTest(flow.deps, flow.testId);
    expect(steps.find(({ step }) => step === 'round-trip')?.detail).toMatch(/Neither our Message-ID nor References survived/);
  });
});

describe('a mail with a token', () => {
  test('is known once: another mail with it is a mail like others', async () => {
    const flow = await waiting();
    const raw = await flow.raw(0);
    expect((await ingest(raw)).trace.reason?.code).toBe('connection-test-mail');
    const token = flow.sent[0]?.headers['X-PSA-Connection-Test'] ?? '';
    const copied = aMail({
      from: 'mallory@fabrikam.example',
      subject: `[psa-test:${token}] hello`,
      messageId: '<copied@fabrikam.example>',
    });
    expect((await ingest(copied)).trace.outcome).toBe('ticket');
  });

  test.each([
    ['of no test', `${'0'.repeat(26)}.${'1'.repeat(32)}`],
    ['that is cut off', `${'0'.repeat(26)}.${'1'.repeat(31)}`],
  ])('%s is a mail like others', async (_, token) => {
    const raw = aMail({ messageId: `<${token.length}.${token}@fabrikam.example>`, headers: { 'X-PSA-Connection-Test': token } });
    expect((await ingest(raw)).trace.outcome).toBe('ticket');
  });

  test('of another secret, or in another mailbox, is a mail like others', async () => {
    const flow = await waiting();
    const wrong = aMail({ subject: `[psa-test:${flow.testId}.${'z'.repeat(32)}]`, messageId: '<wrong@fabrikam.example>' });
    expect((await ingest(wrong)).trace.outcome).toBe('ticket');
    const elsewhere = await ingest(await flow.raw(0), 'helpdesk');
    expect([elsewhere.trace.outcome, elsewhere.trace.reason?.code]).not.toEqual(['suppressed', 'connection-test-mail']);
  });
});
