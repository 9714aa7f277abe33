import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { remark } from '../../shared/domain/words/remark.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { replayMail } from '../../shared/workflows/replay-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/**
 * What the admins have decided about mail: technicians who forward, senders who are blocked or get
 * too many answers, forged senders.
 */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  await deployment.limitAnswers(10);
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, send, aConfirmedTicket } = aMailFlow(() => deployment);

const passed = { 'Authentication-Results': 'mx.contoso.example; dmarc=pass' };

describe('a technician', () => {
  const forward = (from: string, headers: Record<string, string> = passed) =>
    aMail({
      from,
      headers,
      messageId: unique(),
      subject: 'Fwd: Scanner',
      text: 'Please open a ticket for her.\n\n---------- Forwarded message ---------\nFrom: Dana Client <dana@fabrikam.example>\nDate: Mon, 2 Nov 2026 at 09:00\nSubject: Scanner\nTo: <tech@contoso.example>\n\nThe scanner is broken.',
    });

  test("who forwards a client's mail opens a ticket for the client, and takes part", async () => {
    await deployment.settings.item('policy', 'policy').patch([{ op: 'set', path: '/technicians', value: ['tech@contoso.example'] }]);
    const { trace, sends } = await ingest(forward('Tech <tech@contoso.example>'));
    const by = { kind: 'technician', address: 'tech@contoso.example' };
    expect(await deployment.browse.history(trace.ticketId)).toMatchObject([{ kind: 'opened', by }]);
    expect(await deployment.browse.ticket(trace.ticketNumber ?? '')).toMatchObject({
      subject: 'Scanner',
      requester: { address: 'dana@fabrikam.example', name: 'Dana Client' },
      client: { name: 'Fabrikam' },
      participants: [{ role: 'requester' }, { address: 'tech@contoso.example', role: 'technician' }],
    });
    await send(sends);
    expect([...deployment.sent.values()].some(({ to }) => to.address === 'dana@fabrikam.example')).toBe(true);
  });

  test('nobody else makes someone a requester by forwarding', async () => {
    const { trace } = await ingest(forward('Mallory <mallory@elsewhere.example>'));
    expect(await deployment.browse.ticket(trace.ticketNumber ?? '')).toMatchObject({
      requester: { address: 'mallory@elsewhere.example' },
    });
  });

  test('whose address no verdict confirms makes nobody a requester, and the trace says so', async () => {
    const { trace } = await ingest(forward('Tech <tech@contoso.example>', {}));
    expect(await deployment.browse.ticket(trace.ticketNumber ?? '')).toMatchObject({ requester: { address: 'tech@contoso.example' } });
    expect(trace.checks).toContainEqual(expect.objectContaining({ verdict: remark('forward-not-believed') }));
  });

  test("who attaches a robot's mail has no confirmation sent to it; without Fwd: it is a file", async () => {
    const robot = aMail({ from: 'robot@fabrikam.example', headers: { 'Auto-Submitted': 'auto-generated', 'List-Id': '<x.example>' } });
    const attached = (subject: string) =>
      aMail({
        from: 'tech@contoso.example',
        messageId: unique(),
        subject,
        headers: passed,
        text: 'See attached.',
        attachments: [{ type: 'message/rfc822', content: robot }],
      });
    const forwarded = await ingest(attached('Fwd: Alert'));
    expect(forwarded.sends).toEqual([]);
    expect((await deployment.contacts().knownSender('robot@fabrikam.example', 'fabrikam.example')).contact).toBeNull();
    const file = await ingest(attached('An alert'));
    expect(await deployment.browse.ticket(file.trace.ticketNumber ?? '')).toMatchObject({
      requester: { address: 'tech@contoso.example' },
    });
  });

  test('can put a suppressed mail into a ticket; its sender is not written to', async () => {
    const first = await ingest(
      aMail({ from: 'new@elsewhere.example', messageId: unique(), headers: { 'Auto-Submitted': 'auto-replied' } }),
    );
    const { trace, sends } = await ingestMail(deployment.ingest(), await replayMail(deployment, first.trace.mailId, 'accept'), 2);
    expect(trace).toMatchObject({ outcome: 'ticket', mailId: first.trace.mailId });
    expect(sends).toEqual([]);
    expect(
      (await deployment.browse.mails({ messageId: trace.messageId ?? '', limit: 10, mailboxId: null, after: null })).items,
    ).toHaveLength(1);
    await expect(replayMail(deployment, trace.mailId, 'accept')).rejects.toMatchObject({ status: 409 });
  });
});

test('a sender who gets too many automatic answers gets no more, until an admin clears them', async () => {
  const deps = deployment.ingest();
  const from = 'loop@fabrikam.example';
  const outcomes: number[] = [];
  const mail = () => ingestMail(deps, arrived(aMail({ from, messageId: unique() })), 1);
  for (let index = 0; index < 12; index += 1) outcomes.push((await mail()).sends.length);
  expect(outcomes).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  expect((await deployment.contacts().knownSender(from, 'fabrikam.example')).loop?.stopped).toMatchObject({
    reason: { code: 'stopped-sender', data: { most: 10 } },
  });
  await deployment.contacts().clear(from, 'an admin', new Date());
  const fresh = await ingest(aMail({ from, messageId: unique() }));
  expect(fresh.sends).toHaveLength(1);
});

test('a blocked sender is suppressed, and the hit is counted', async () => {
  const list = deployment.blockList();
  await deployment.block('spam.example');
  const { trace } = await ingest(aMail({ from: 'x@spam.example', messageId: unique() }));
  expect(trace).toMatchObject({ outcome: 'suppressed', reason: remark('sender-blocked', { entry: 'spam.example' }) });
  expect((await list.list()).items).toMatchObject([{ entry: 'spam.example', hits: 1, lastHitAt: expect.any(String) }]);
});

test('a reply whose From failed the DMARC check of our receiving system does not join by it', async () => {
  const { from, number } = await aConfirmedTicket(address());
  const forged = { 'Authentication-Results': 'mx.contoso.example; dmarc=fail header.from=fabrikam.example; spf=fail; dkim=none' };
  const { trace } = await ingest(aMail({ from, messageId: unique(), subject: `Re: [Ticket #${number}]`, headers: forged }));
  expect(trace).toMatchObject({ outcome: 'ticket' });
  expect(trace.checks).toContainEqual(expect.objectContaining({ verdict: remark('stays-out-unvouched', { number }) }));
});
