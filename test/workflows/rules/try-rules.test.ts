import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RuleTry, RuleTryAnswer } from '../../../shared/api/rules.ts';
import { browseDeps } from '../../../shared/wiring/api.ts';
import { tryRules } from '../../../shared/workflows/rules/try-rules.ts';
import { aDeployment, type Deployment } from '../../support/a-deployment.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';
import { aMailFlow } from '../../support/a-mail-flow.ts';
import { aRule } from '../../support/a-rule.ts';

/** Rules are tried on a mail that is sent, on one that came, and on the last ones. */

let deployment: Deployment;
const backups = aRule({
  name: 'Backups',
  when: {
    all: [{ field: 'subject', op: 'contains', value: 'backup' }, { not: [{ field: 'from-domain', op: 'is', value: 'fabrikam.example' }] }],
  },
  then: [{ action: 'queue', queueId: 'helpdesk' }, { action: 'tag', tag: 'backup' }, { action: 'no-confirmation' }],
});
beforeAll(async () => {
  deployment = await aDeployment();
  await deployment.settings.items.create({ ...backups, id: backups.ruleId, kind: 'rule', schemaVersion: 1 });
});
afterAll(() => deployment.stop());

const { unique, ingest, aConfirmedTicket } = aMailFlow(() => deployment);

/** Tries as the route does; the answer is one that it describes. */
async function tried(body: object) {
  const deps = {
    ...deployment.ingest(),
    ...browseDeps(deployment.tickets, deployment.files, deployment.adminSettings(), deployment.contactItems),
  };
  return RuleTryAnswer.parse(await tryRules(deps, RuleTry.parse(body)));
}
const raw = (shape: MailShape) => Buffer.from(aMail({ messageId: unique(), ...shape })).toString();
const nas = { from: 'nas@devices.example', subject: 'Backup of NAS done' };
const draft = (then: unknown[], id = 'backups') => ({
  id,
  ...{ name: 'Backups', order: 10, when: { field: 'subject', op: 'contains', value: 'backup' }, then },
});

describe('on a mail that is sent', () => {
  test('rules whose patterns would keep the process busy for minutes are refused together', async () => {
    const slow = (n: number) => ({
      ...draft([{ action: 'stop' }], `slow-${n}`),
      when: { field: 'text', op: 'matches', value: `(.*a){100}${n}` },
    });
    const rules = Array.from({ length: 400 }, (_, n) => slow(n));
    await expect(tried({ raw: raw(nas), rules })).rejects.toMatchObject({
      status: 422,
      message: expect.stringMatching(/^rules\.\d+: .*20000 steps/),
    });
    expect(await tried({ raw: raw(nas), rules: rules.slice(0, 3) })).toMatchObject({ rules: [{ matches: false }, {}, {}] });
  });

  test('each rule says whether it matches and why, and what comes of it', async () => {
    expect(await tried({ raw: raw(nas) })).toEqual({
      rules: [
        {
          ...{ id: 'backups', name: 'Backups', matches: true, applies: true },
          why: [
            { comparison: 'subject contains backup', saw: 'Backup of NAS done', holds: true },
            { comparison: 'from-domain is fabrikam.example', saw: 'devices.example', holds: false },
          ],
        },
      ],
      outcome: {
        ...{ result: 'ticket', queueId: 'helpdesk', priority: 'normal', tags: ['backup'], assignee: null, client: null },
        ...{ suppressed: null, confirmation: false, alert: null },
      },
      differences: null,
    });
    expect(await tried({ raw: raw({ subject: 'backup?' }) })).toMatchObject({
      rules: [{ matches: false }],
      outcome: { queueId: 'support', client: { name: 'Fabrikam' }, confirmation: true },
    });
  });

  test('in base64, to another mailbox, by rules that are not stored', async () => {
    const rules = [draft([{ action: 'alert', key: '(NAS)' }])];
    const sent = Buffer.from(raw(nas)).toString('base64');
    expect(await tried({ raw: sent, encoding: 'base64', mailbox: 'helpdesk@contoso.example', rules })).toMatchObject({
      rules: [{ id: 'backups', matches: true }],
      outcome: { result: 'alert', queueId: 'helpdesk', alert: { rule: 'backups', key: 'nas', recovery: false }, confirmation: false },
    });
  });

  test('a reply is told apart: rules have no say', async () => {
    const { from, confirmationId } = await aConfirmedTicket();
    const rules = [draft([{ action: 'suppress' }])];
    expect(await tried({ raw: raw({ from, subject: 'Re: backup', inReplyTo: confirmationId }), rules })).toMatchObject({
      rules: [{ matches: true }],
      outcome: { result: 'reply', suppressed: null },
    });
  });

  test('what is wrong is named', async () => {
    await expect(tried({ raw: 'x', last: 5 })).rejects.toThrow('must have one of raw, mailId and last');
    await expect(tried({ raw: 'x', mailbox: 'nobody@contoso.example' })).rejects.toMatchObject({ status: 404 });
    await expect(tried({ mailId: 'nothing' })).rejects.toMatchObject({ status: 404 });
    const wrong = { ...draft([{ action: 'stop' }]), when: { field: 'subject', op: 'matches', value: '(' } };
    await expect(tried({ raw: 'x', rules: [wrong] })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('rules.0.when.value: '),
    });
    await expect(tried({ raw: raw(nas), rules: [draft([{ action: 'queue', queueId: 'gone' }])] })).rejects.toThrow(
      'there is no queue "gone"',
    );
  });
});

describe('on mails that came', () => {
  test('of one, what would have been different', async () => {
    const { trace } = await ingest(aMail({ messageId: unique(), ...nas }));
    expect(await tried({ mailId: trace.mailId })).toMatchObject({ rules: [{ matches: true }], differences: [] });
    const rules = [draft([{ action: 'priority', priority: 'high' }])];
    expect(await tried({ mailId: trace.mailId, rules })).toMatchObject({
      differences: [
        { field: 'queueId', was: 'helpdesk', would: 'support' },
        { field: 'priority', was: 'normal', would: 'high' },
        { field: 'tags', was: ['backup'], would: [] },
        { field: 'confirmation', was: false, would: true },
      ],
    });
  });

  test('of one of an alert, the key that it had, also when it has no ticket yet', async () => {
    const rules = [draft([{ action: 'alert', key: '(nas)', recovery: 'done' }])];
    await deployment.settings.items.upsert({ ...backups, then: rules[0]?.then, id: backups.ruleId, kind: 'rule', schemaVersion: 1 });
    const { trace } = await ingest(aMail({ messageId: unique(), ...nas }));
    await deployment.settings.items.upsert({ ...backups, id: backups.ruleId, kind: 'rule', schemaVersion: 1 });
    expect(trace).toMatchObject({ outcome: 'recorded', ticketNumber: null });
    expect(await tried({ mailId: trace.mailId, rules })).toMatchObject({
      outcome: { result: 'alert', alert: { recovery: true } },
      differences: [],
    });
    const other = [draft([{ action: 'alert', key: '(backup)', recovery: 'done' }])];
    expect(await tried({ mailId: trace.mailId, rules: other })).toMatchObject({
      differences: [{ field: 'alert', was: 'nas', would: 'backup' }],
    });
  });

  test('of the last ones, those that would have been different; nothing is written', async () => {
    const { number } = await aConfirmedTicket();
    const mine = await ingest(aMail({ messageId: unique(), ...nas, subject: 'Backup 2' }));
    await ingest(aMail({ messageId: unique(), headers: { 'Auto-Submitted': 'auto-replied' }, subject: 'Backup: away' }));
    const count = async () => (await deployment.tickets.items.query<number>('SELECT VALUE COUNT(1) FROM c').fetchAll()).resources[0];
    const before = await count();
    const rules = [draft([{ action: 'suppress' }]), { ...draft([{ action: 'stop' }], 'other'), order: 20 }];
    const answer = await tried({ last: 3, rules });
    expect(answer).toMatchObject({
      ...{
        tried: 3,
        skipped: 0,
        rules: [
          { id: 'backups', applied: 1 },
          { id: 'other', applied: 0 },
        ],
      },
      mails: [
        {
          ticketNumber: mine.trace.ticketNumber,
          rules: ['backups'],
          differences: [{ field: 'result', was: 'ticket', would: 'suppressed' }],
        },
      ],
    });
    expect(await count()).toBe(before);
    expect(JSON.stringify(answer)).not.toContain(`"${number}"`);
  });
});
