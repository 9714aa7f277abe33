import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MailRef } from '../../shared/domain/queue-items.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { BrokenSettingError } from '../../shared/errors.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { recordAttempt, recordFailure } from '../../shared/workflows/record-failure.ts';
import { sendNotification } from '../../shared/workflows/send-notification.ts';
import { sweep } from '../../shared/workflows/sweep.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * An admin mistypes a setting. Nothing is decided by a guess: what depends on it waits, and goes on
 * by itself when it is corrected. Nothing else waits.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
});
afterAll(() => deployment.stop());

const { unique, arrived, ingest, send } = aMailFlow(() => deployment);

/** Each container's items that a test has changed, as they were before. */
const before: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const correct of before.splice(0)) await correct();
});

type Place = { container: 'settings' | 'mailboxes' | 'contacts'; id: string; partition: string };
const policy: Place = { container: 'settings', id: 'policy', partition: 'policy' };
const helpdeskQueue: Place = { container: 'settings', id: 'helpdesk', partition: 'queue' };
const helpdesk: Place = { container: 'mailboxes', id: 'mailbox', partition: 'helpdesk' };
const fabrikam: Place = { container: 'contacts', id: 'domain:fabrikam.example', partition: 'domain:fabrikam.example' };

/** Mistypes a field; returns what corrects it, at the end of the test at the latest. */
async function mistype({ container, id, partition }: Place, field: string, value: unknown): Promise<() => Promise<unknown>> {
  const containers = { settings: deployment.settings, mailboxes: deployment.mailboxes, contacts: deployment.contactItems };
  const item = containers[container].item(id, partition);
  const { resource: good } = await item.read();
  await item.replace({ ...good, [field]: value });
  const correct = () => item.replace(good);
  before.push(correct);
  return correct;
}

/** Delivers a mail to a process that has just started; null when it fails, and is seen to. */
async function deliver(ref: MailRef, now = new Date()) {
  const failures = { ...deployment.failures(), now: () => now };
  try {
    return await ingestMail({ ...deployment.ingest(), now: () => now }, ref, 1);
  } catch (error) {
    expect(error).toBeInstanceOf(BrokenSettingError);
    // not ten times: it is as broken ten seconds later
    expect(await recordAttempt(failures, ref, 1, error)).toBe('put-back');
    await recordFailure(failures, deployment.givenUp.at(-1)?.ref ?? ref);
    return null;
  }
}

const sweepAt = async (time: string | null | undefined) => {
  const now = new Date(Date.parse(time ?? '') + 1000);
  return { now, mails: (await sweep({ ...deployment.store(), now: () => now })).mails };
};

const tracesOf = async (from: string) => (await deployment.browse.mails({ from, limit: 10, mailboxId: null, after: null })).items;
const ticketsOf = async (requester: string) =>
  (await deployment.browse.tickets({ requester, limit: 10, queueId: null, after: null })).items;

describe('a policy that cannot be read', () => {
  test('makes mail wait with a trace that names the field; corrected, it becomes one ticket', async () => {
    const correct = await mistype(policy, 'reopenDays', 'many');
    const from = 'waiting@fabrikam.example';
    expect(await deliver(arrived(aMail({ from, messageId: unique() })))).toBeNull();
    const [trace] = await tracesOf(from);
    expect(trace).toMatchObject({
      outcome: 'failed',
      reason: { code: 'waits-for-setting' },
      rawBlob: expect.any(String),
      failure: { code: 'broken-setting', rounds: 1 },
    });
    expect(trace?.reason && inWords(trace.reason)).toMatch(
      /waited for a setting to be corrected .* The setting policy "policy" can't be read \(reopenDays: .*Correct it/,
    );
    expect(await ticketsOf(from)).toEqual([]);

    const first = await sweepAt(trace?.failure?.retryAt);
    for (const ref of first.mails) expect(await deliver(ref, first.now)).toBeNull();
    const [again] = await tracesOf(from);
    expect(again?.failure).toMatchObject({ rounds: 2, firstFailedAt: trace?.failure?.firstFailedAt });

    await correct();
    const second = await sweepAt(again?.failure?.retryAt);
    expect(second.mails).toHaveLength(1);
    for (const ref of [...second.mails, ...second.mails])
      expect(await deliver(ref, second.now)).toMatchObject({ trace: { outcome: 'ticket' } });
    expect(await ticketsOf(from)).toHaveLength(1);
    expect((await tracesOf(from)).map(({ outcome }) => outcome)).toEqual(['ticket']);
  });

  test('is logged', async () => {
    await mistype(policy, 'technicians', 'tech@contoso.example');
    expect(await deliver(arrived(aMail({ messageId: unique() })))).toBeNull();
    expect(deployment.told.at(-1)).toMatch(/^The setting policy "policy" can't be read \(technicians: /);
  });
});

describe('a queue that cannot be read', () => {
  test('makes the mail of its mailboxes wait, and no other', async () => {
    await mistype(helpdeskQueue, 'prefix', 'no prefix');
    expect(await deliver(arrived(aMail({ messageId: unique() }), 'helpdesk'))).toBeNull();
    expect(await deliver(arrived(aMail({ messageId: unique() }), 'support'))).toMatchObject({ trace: { outcome: 'ticket' } });
  });

  test('puts off the confirmations that are to name it', async () => {
    const { sends } = await ingest(aMail({ from: 'patient@fabrikam.example', messageId: unique() }), 'helpdesk');
    const correct = await mistype(helpdeskQueue, 'name', '');
    const sending = () => {
      const [base, read] = [deployment.sending(), deployment.adminSettings()];
      return {
        ...base,
        async renderSettings(...[ticket]: Parameters<typeof base.renderSettings>) {
          const name = (await read()).queues.get(ticket.queueId)?.name ?? '';
          const settings = await base.renderSettings(ticket);
          return { ...settings, mailbox: { ...settings.mailbox, name } };
        },
      };
    };
    const [ref] = sends;
    if (!ref) throw new Error('nothing is owed');
    expect(await sendNotification(sending(), ref)).toMatchObject({ kind: 'postponed', detail: expect.stringContaining('(name: ') });
    expect(deployment.putOff.at(-1)).toMatchObject({ ref: { notificationId: ref.notificationId } });
    await correct();
    const later = new Date(Date.now() + 3_600_000);
    expect(await sendNotification({ ...sending(), now: () => later }, ref)).toMatchObject({ kind: 'sent' });
  });
});

describe('a mailbox', () => {
  test('that cannot be read makes its own mail wait', async () => {
    const correct = await mistype(helpdesk, 'host', '');
    const from = 'patient-too@fabrikam.example';
    expect(await deliver(arrived(aMail({ from, messageId: unique() }), 'helpdesk'))).toBeNull();
    expect(await deliver(arrived(aMail({ messageId: unique() }), 'support'))).toMatchObject({ trace: { outcome: 'ticket' } });
    await correct();
  });

  test('of a queue that does not exist makes its mail wait, and the trace says so', async () => {
    await mistype(helpdesk, 'queueId', 'nowhere');
    const from = 'nowhere@fabrikam.example';
    expect(await deliver(arrived(aMail({ from, messageId: unique() }), 'helpdesk'))).toBeNull();
    expect((await tracesOf(from))[0]?.reason?.data?.error).toContain('queueId: there is no queue "nowhere"');
  });
});

describe("a client's domain that cannot be read", () => {
  test('makes mail from there wait, whose client is not known otherwise', async () => {
    await mistype(fabrikam, 'client', 'Fabrikam');
    expect(await deliver(arrived(aMail({ from: 'new@fabrikam.example', messageId: unique() })))).toBeNull();
    expect(await deliver(arrived(aMail({ from: 'new@elsewhere.example', messageId: unique() })))).not.toBeNull();
    // she is a contact with a client of her own
    expect(await deliver(arrived(aMail({ from: 'alice@fabrikam.example', messageId: unique() })))).not.toBeNull();
  });
});

test('an entry of the block list that cannot be read blocks nobody and holds nothing up', async () => {
  await deployment.settings.items.create({ id: 'odd', kind: 'blocked-sender', entry: 7 });
  before.push(() => deployment.settings.item('odd', 'blocked-sender').delete());
  const result = await deliver(arrived(aMail({ messageId: unique() })));
  expect(result).toMatchObject({ trace: { outcome: 'ticket' } });
  await send(result?.sends ?? []);
  expect(deployment.told.at(-1)).toMatch(/^The setting blocked-sender "odd" can't be read \(entry: /);
});
