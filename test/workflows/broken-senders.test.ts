import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contactKey } from '../../shared/domain/contacts/contact.ts';
import type { AutoAnswerCount } from '../../shared/domain/notifications/loop-breaker.ts';
import { BrokenSettingError } from '../../shared/errors.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { recordAttempt, recordFailure } from '../../shared/workflows/record-failure.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * What is kept of a sender was changed by hand and can't be read. Their mail waits, since a default
 * in its place would start a loop again; nobody else's does, and the item stays as it is.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await deployment.limitAnswers(2);
});
afterAll(() => deployment.stop());

const { unique, arrived } = aMailFlow(() => deployment);
const mailOf = (from: string) => arrived(aMail({ from, messageId: unique() }));

const stored = async (id: 'contact' | 'loop', from: string) => (await deployment.contactItems.item(id, contactKey(from)).read()).resource;
const change = async (id: 'contact' | 'loop', from: string, field: string, value: unknown) =>
  deployment.contactItems.item(id, contactKey(from)).patch([{ op: 'set', path: `/${field}`, value }]);

/** Lets a process that has just started take a mail in; the reason why it waits, of its trace. */
async function waits(from: string): Promise<string> {
  const ref = mailOf(from);
  const error = await ingestMail(deployment.ingest(), ref, 1).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BrokenSettingError);
  expect(await recordAttempt(deployment.failures(), ref, 1, error)).toBe('put-back');
  await recordFailure(deployment.failures(), deployment.givenUp.at(-1)?.ref ?? ref);
  const traces = (await deployment.browse.mails({ from, limit: 10, mailboxId: null, after: null })).items;
  const trace = traces.find(({ remoteId }) => remoteId === ref.remoteId);
  expect(trace).toMatchObject({ outcome: 'failed', reason: { code: 'waits-for-setting' } });
  return String(trace?.reason?.data?.error);
}

describe('the automatic answers to a sender', () => {
  const from = 'robot@fabrikam.example';

  test('that were stopped do not start again while their item is broken, and it is not overwritten', async () => {
    const process = deployment.ingest();
    const answers: number[] = [];
    for (let mail = 0; mail < 3; mail += 1) answers.push((await ingestMail(process, mailOf(from), 1)).sends.length);
    expect(answers).toEqual([1, 1, 0]);
    const { stopped } = await stored('loop', from);
    await change('loop', from, 'stopped', { ...stopped, since: 'yesterday' });
    const broken = await stored('loop', from);
    expect(await waits(from)).toMatch(/^.*loop-state "addr:robot%40fabrikam\.example" can't be read \(stopped\.since: /);
    expect((await ingestMail(deployment.ingest(), mailOf('somebody@fabrikam.example'), 1)).sends).toHaveLength(1);
    expect(await stored('loop', from)).toEqual(broken);

    await change('loop', from, 'stopped', stopped);
    expect(await ingestMail(deployment.ingest(), mailOf(from), 1)).toMatchObject({ trace: { outcome: 'ticket' }, sends: [] });
  });

  test('whose item broke after the decision, are named in the log: the mail is written already', async () => {
    await change('loop', from, 'type', 'loops');
    const broken = await stored('loop', from);
    const answer = { causeId: 'a mail', at: new Date().toISOString() };
    const counted: AutoAnswerCount = {
      type: 'loop-state',
      key: 'sender:robot%40fabrikam.example',
      answers: [answer, answer],
      stopped: null,
      reset: null,
    };
    await deployment.contacts().keepAutoAnswers(counted);
    expect(deployment.told.at(-1)).toContain('loop-state "addr:robot%40fabrikam.example" can\'t be read (type: ');
    expect(await stored('loop', from)).toEqual(broken);
  });
});

test('a contact that can not be read is named', async () => {
  await change('contact', 'alice@fabrikam.example', 'createdAt', 'long ago');
  expect(await waits('alice@fabrikam.example')).toContain('contact "addr:alice%40fabrikam.example" can\'t be read (createdAt: ');
});

test('a total of answers that can not be read is named in the log; each process goes by what it counted itself', async () => {
  const key = 'answers:broken.example';
  await deployment.contactItems.items.create({ id: 'answers', key, type: 'answer-total', minutes: 'many' });
  const totals = deployment.contacts();
  for (let answer = 0; answer < 20; answer += 1) totals.countAnswer([key]);
  await totals.keepAnswers([key]);
  expect(deployment.told.at(-1)).toContain(`answer-total "${key}" can't be read (minutes: `);
  expect((await deployment.contactItems.item('answers', key).read()).resource.minutes).toBe('many');
  expect(totals.answersNow(key, 60)).toBe(20);
});
