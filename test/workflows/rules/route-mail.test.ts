import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mailRef } from '../../../shared/domain/queue-items.ts';
import type { Rule } from '../../../shared/domain/rules/rule.ts';
import { inWords } from '../../../shared/domain/words/in-words.ts';
import { BrokenSettingError } from '../../../shared/errors.ts';
import { ingestMail } from '../../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../../support/a-deployment.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';
import { aMailFlow } from '../../support/a-mail-flow.ts';
import { aRule } from '../../support/a-rule.ts';

/** What rules make of the mails that open tickets. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  const queue = { id: 'backups', kind: 'queue', schemaVersion: 1, queueId: 'backups', name: 'Backups', prefix: 'BAK' };
  await deployment.settings.items.create(queue);
  const client = { id: 'wingtip', kind: 'client', schemaVersion: 1, clientId: 'wingtip', name: 'Wingtip', domains: [] };
  await deployment.settings.items.create(client);
});
afterAll(() => deployment.stop());

const { unique, arrived, ingest, aConfirmedTicket } = aMailFlow(() => deployment);

const stored: string[] = [];
afterEach(async () => {
  for (const id of stored.splice(0)) await deployment.settings.item(id, 'rule').delete();
});

/** Stores rules, as a process that starts then reads them. */
async function given(...rules: (Rule | Record<string, unknown>)[]): Promise<void> {
  for (const rule of rules) {
    const id = String(rule.ruleId);
    stored.push(id);
    await deployment.settings.items.create({ ...rule, id, kind: 'rule', schemaVersion: 1 });
  }
}

const backups = (...then: unknown[]) => aRule({ name: 'Backups', when: { field: 'subject', op: 'contains', value: 'backup' }, then });
const mail = (shape: MailShape = {}) => aMail({ messageId: unique(), subject: 'Backup of NAS done', ...shape });
const ticketOf = async (number: string | null) => deployment.browse.ticket(number ?? '');

describe('a mail that opens a ticket', () => {
  test('gets queue, number, priority, tags, assignee and client of the rules, and no confirmation', async () => {
    await given(
      backups(
        ...[
          { action: 'queue', queueId: 'backups' },
          { action: 'priority', priority: 'low' },
          { action: 'tag', tag: 'Backup' },
        ],
        ...[
          { action: 'assign', assignee: 'Tom@contoso.example' },
          { action: 'client', clientId: 'wingtip' },
          { action: 'no-confirmation' },
        ],
      ),
    );
    const { trace, sends } = await ingest(mail({ from: 'nas@devices.example' }));
    expect(sends).toEqual([]);
    expect(trace.ticketNumber).toMatch(/^BAK-/);
    expect(await ticketOf(trace.ticketNumber)).toMatchObject({
      ...{
        queueId: 'backups',
        priority: 'low',
        tags: ['backup'],
        assignee: 'tom@contoso.example',
        client: { id: 'wingtip', name: 'Wingtip' },
      },
    });
    expect(trace.checks.filter(({ check }) => check === 'rule').map(({ saw, verdict }) => `${saw}: ${inWords(verdict)}`)).toEqual([
      'Backups (backups): fired: queue backups',
      'Backups (backups): fired: priority low',
      'Backups (backups): fired: tag backup',
      'Backups (backups): fired: assigned to tom@contoso.example',
      'Backups (backups): fired: client wingtip',
      'Backups (backups): fired: no confirmation',
    ]);
    const confirmation = trace.checks.find(({ check }) => check === 'confirmation');
    expect(inWords(confirmation?.verdict ?? { code: '' })).toBe('not owed: the rule "Backups" says so');
    for (const filter of [{ priority: 'low' as const }, { tag: 'backup' }, { assignee: 'tom@contoso.example' }])
      expect(
        (await deployment.browse.tickets({ ...filter, limit: 10, queueId: null, after: null })).items.map(({ number }) => number),
      ).toEqual([trace.ticketNumber]);
  });

  test('is no ticket when a rule suppresses it; a technician can accept it all the same', async () => {
    await given(backups({ action: 'suppress' }));
    const ref = arrived(mail());
    const { trace } = await ingestMail(deployment.ingest(), ref, 1);
    expect(trace).toMatchObject({ outcome: 'suppressed', ticketNumber: null });
    expect(trace.reason && inWords(trace.reason)).toBe('The rule "Backups" suppresses it.');
    expect(await ingestMail(deployment.ingest(), ref, 2)).toMatchObject({ trace: { outcome: 'suppressed' }, sends: [] });
    const accepted = await ingestMail(deployment.ingest(), mailRef({ ...ref, replay: true, accepted: true }), 1);
    expect(accepted.trace).toMatchObject({ outcome: 'ticket', ticketNumber: expect.stringMatching(/^SUP-/) });
  });

  test('delivered again after the rules changed, it is the ticket that it was', async () => {
    await given(backups({ action: 'alert', key: '(NAS)' }));
    const ref = arrived(mail());
    const first = await ingestMail(deployment.ingest(), ref, 1);
    await deployment.settings.item('backups', 'rule').delete();
    await deployment.settings.items.create({ ...backups({ action: 'suppress' }), id: 'backups', kind: 'rule' });
    const second = await ingestMail(deployment.ingest(), ref, 2);
    expect(second.trace.ticketNumber).toBe(first.trace.ticketNumber);
    await deployment.settings.item('backups', 'rule').replace({ ...backups({ action: 'tag', tag: 'x' }), id: 'backups', kind: 'rule' });
    const third = await ingestMail(deployment.ingest(), ref, 3);
    expect(third.trace.ticketNumber).toBe(first.trace.ticketNumber);
  });
});

test('a reply keeps its ticket, whatever the rules say', async () => {
  const { number, confirmationId, from } = await aConfirmedTicket();
  await given(backups({ action: 'queue', queueId: 'backups' }, { action: 'suppress' }));
  const { trace } = await ingest(mail({ from, inReplyTo: confirmationId }));
  expect(trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
});

describe('a rule that cannot be applied holds up the mails that depend on it', () => {
  const failing = (raw: Uint8Array) => ingest(raw).catch((error: unknown) => (error instanceof Error && error.cause) || error);

  test('one that names a queue that is not there: those that it matches', async () => {
    await given(backups({ action: 'queue', queueId: 'gone' }));
    expect(await failing(mail())).toMatchObject({
      message: expect.stringContaining('there is no queue "gone"'),
      kind: 'rule',
    });
    expect((await ingest(mail({ subject: 'Printer' }))).trace.outcome).toBe('ticket');
  });

  test.each([
    ['cannot be read', { ruleId: 'odd', name: 'Odd', order: 'first', when: {}, then: [] }],
    [
      'has a wrong pattern',
      { ...backups({ action: 'stop' }), ruleId: 'odd', then: [{ action: 'stop' }], when: { field: 'subject', op: 'matches', value: '(' } },
    ],
  ])('one that %s: all that would open a ticket, and no reply', async (_, broken) => {
    const { number, confirmationId, from } = await aConfirmedTicket();
    await given(broken);
    expect(await failing(mail({ subject: 'Printer' }))).toBeInstanceOf(BrokenSettingError);
    expect((await ingest(mail({ from, inReplyTo: confirmationId }))).trace).toMatchObject({ outcome: 'reply', ticketNumber: number });
  });
});
