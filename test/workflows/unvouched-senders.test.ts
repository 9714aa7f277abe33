import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTotals } from '../../shared/adapters/cosmos/answer-totals.ts';
import { remark } from '../../shared/domain/words/remark.ts';
import { ingestMail } from '../../shared/workflows/ingest-mail.ts';
import { aDeployment, type Deployment } from '../support/a-deployment.ts';
import { aMail, type MailShape } from '../support/a-mail.ts';
import { aMailFlow } from '../support/a-mail-flow.ts';

/** Who hears of a ticket whose sender nothing vouches for, and who can't act for a client. */

let deployment: Deployment;
beforeAll(async () => {
  deployment = await aDeployment();
  const { resource } = await deployment.mailboxes.item('mailbox', 'helpdesk').read();
  await deployment.mailboxes.items.create({
    ...resource,
    trustedServers: ['mx.google.com', ''],
    mailboxId: 'google',
    address: 'google@contoso.example',
  });
});
afterAll(() => deployment.stop());

const { unique, address, arrived, ingest, send, aConfirmedTicket } = aMailFlow(() => deployment);

const ours = (value: string): MailShape => ({ headers: { 'Authentication-Results': `mx.contoso.example; ${value}` } });
const fields = (...values: string[]): MailShape => ({ headers: { 'Authentication-Results': values } });
const received = (by: string) => `from client.example ([192.0.2.7]) by ${by} with ESMTP id 1; Mon, 02 Nov 2026 08:00:00 +0000`;
const words = 'Cheap pills at www.evil.example';

describe('whom a reply copies in takes part, and is written to only if it is known who replied', () => {
  const copied = 'colleague@fabrikam.example';
  const joins = async (shape: MailShape) => {
    const { from, ticketId, number, confirmationId } = await aConfirmedTicket(address());
    const reply = { from, cc: copied, subject: `Re: [Ticket #${number}] Printer`, messageId: unique() };
    const { trace } = await ingest(aMail({ ...reply, ...shape, ...(shape.inReplyTo ? { inReplyTo: confirmationId } : {}) }));
    expect(trace).toMatchObject({ outcome: 'reply', ticketId });
    return (await deployment.browse.ticket(ticketId))?.participants.find((person) => person.address === copied);
  };

  test.each([
    ['a trusted system vouches for them', ours('dmarc=pass header.from=fabrikam.example'), true],
    ['they have our mail', { inReplyTo: 'our confirmation' }, true],
    ['no verdict, and only the number of the ticket: anybody may have written it', {}, false],
  ])('%s', async (_, shape: MailShape, notify) => {
    expect(await joins(shape)).toMatchObject({ role: 'cc', notify });
  });
});

describe('who is notified', () => {
  const unvouched = ours('spf=none; dkim=none; dmarc=none');
  const first = (from: string, shape: MailShape) => aMail({ from: `"${words}" <${from}>`, ...shape, messageId: unique(), subject: words });

  test('a known contact for whom nothing vouches: that there is a ticket, and no word of the mail', async () => {
    const { trace, sends } = await ingest(
      first('alice@fabrikam.example', { ...unvouched, references: [`<${'x'.repeat(40)}@evil.example>`] }),
    );
    await send(sends);
    expect(sends).toHaveLength(1);
    const mail = [...deployment.sent.values()].find(({ subject }) => subject.includes(`#${trace.ticketNumber}]`));
    expect(mail).toMatchObject({
      to: { address: 'alice@fabrikam.example', name: null },
      subject: expect.stringContaining('We have received'),
    });
    expect(JSON.stringify(mail)).not.toMatch(/pills|evil/);
    expect(trace.checks).toContainEqual(expect.objectContaining({ verdict: remark('confirmation-owed-bare') }));
  });

  test('nobody after an outright fail, and no stranger', async () => {
    expect((await ingest(first('alice@fabrikam.example', ours('spf=fail smtp.mailfrom=fabrikam.example; dmarc=none')))).sends).toEqual([]);
    expect((await ingest(first('bystander@elsewhere.example', unvouched))).sends).toEqual([]);
  });

  test('a stranger does not become a contact by a first mail that nothing vouches for', async () => {
    const from = address();
    for (let turn = 0; turn < 2; turn += 1) expect((await ingest(first(from, unvouched))).sends).toEqual([]);
    expect((await deployment.contacts().knownSender(from, 'fabrikam.example')).contact).toBeNull();
  });

  test('both as the policy says', async () => {
    await deployment.settings
      .item('policy', 'policy')
      .patch([{ op: 'set', path: '/confirmUnvouched', value: { contacts: 'never', strangers: 'without-words' } }]);
    expect((await ingest(first('alice@fabrikam.example', unvouched))).sends).toEqual([]);
    const { trace, sends } = await ingest(first('bystander@elsewhere.example', unvouched));
    await send(sends);
    const mail = [...deployment.sent.values()].find(({ subject }) => subject.includes(`#${trace.ticketNumber}]`));
    expect(mail?.to.address).toBe('bystander@elsewhere.example');
    expect(JSON.stringify(mail)).not.toMatch(/pills|evil/);
    await deployment.settings.item('policy', 'policy').patch([{ op: 'remove', path: '/confirmUnvouched' }]);
  });
});

describe('a flood under names of one domain', () => {
  const limit = (name: string, answers: number) =>
    deployment.settings.item('policy', 'policy').patch([{ op: 'set', path: `/loops/${name}`, value: { answers, minutes: 60 } }]);

  test('gets as many answers as a domain may get, and all together as many as all', async () => {
    await limit('perDomain', 5);
    await limit('inAll', 8);
    const deps = deployment.ingest();
    const confirmed = async (domain: string) => {
      const mails = Array.from({ length: 12 }, (_, index) => arrived(aMail({ from: `name${index}@${domain}`, messageId: unique() })));
      const results = await Promise.all(mails.map((mail) => ingestMail(deps, mail, 1)));
      expect(results.every(({ trace }) => trace.outcome === 'ticket')).toBe(true);
      return results.flatMap(({ sends }) => sends).length;
    };
    expect(await confirmed('bystander.example')).toBe(5);
    expect(await confirmed('elsewhere.example')).toBe(3);
    await deployment.settings.item('policy', 'policy').patch([
      { op: 'remove', path: '/loops/perDomain' },
      { op: 'remove', path: '/loops/inAll' },
    ]);
  });

  test('is counted by all processes together', async () => {
    const container = deployment.tickets.database.container('contacts');
    const [one, other] = [answerTotals(container, () => new Date(), expect.fail), answerTotals(container, () => new Date(), expect.fail)];
    for (const process of [one, other])
      for (let answer = 0; answer < 20; answer += 1) {
        process.countAnswer(['answers:shared.example']);
        await process.keepAnswers(['answers:shared.example']);
      }
    expect(other.answersNow('answers:shared.example', 60)).toBe(40);
    one.countAnswer(['answers:shared.example']);
    expect(one.answersNow('answers:shared.example', 60)).toBe(21);
  });

  test('is stored for as long as it counts: an answer a minute for a day makes no item of a thousand entries', async () => {
    const container = deployment.tickets.database.container('contacts');
    const key = 'answers:busy.example';
    let clock = Date.parse('2026-11-02T09:00:00Z');
    const totals = answerTotals(container, () => new Date(clock), expect.fail);
    for (let minute = 0; minute < 1440; minute += 1, clock += 60_000) {
      totals.answersNow(key, 60);
      totals.countAnswer([key]);
      await totals.keepAnswers([key]);
    }
    expect(totals.answersNow(key, 60)).toBe(59);
    expect(Object.keys((await container.item('answers', key).read()).resource.minutes).length).toBeLessThanOrEqual(60);
  });
});

describe('a technician by mail', () => {
  const forward = (shape: MailShape) =>
    aMail({
      from: 'Tech <technician@contoso.example>',
      ...shape,
      messageId: unique(),
      subject: 'Fwd: Scanner',
      text: 'For her.\n\n---------- Forwarded message ---------\nFrom: Dana <dana@fabrikam.example>\nDate: Mon, 2 Nov 2026 at 09:00\nSubject: Scanner\nTo: <technician@contoso.example>\n\nBroken.',
    });
  test.each<[string, string, MailShape]>([
    ['a quoted local part', 'support', ours('spf=pass smtp.mailfrom="x@contoso.example"@evil.example; dmarc=none')],
    ['a signature with one', 'support', ours('dkim=pass header.i="x@contoso.example"@evil.example')],
    ['a nameless field over IMAP', 'helpdesk', fields('spf=pass smtp.mailfrom=contoso.example; dmarc=pass header.from=contoso.example')],
    ['the same below the verdict of the provider', 'google', fields('mx.google.com; dmarc=fail header.from=contoso.example', 'dmarc=pass')],
    ['a name that another mailbox trusts', 'google', ours('dmarc=pass header.from=contoso.example')],
  ])('nobody becomes one by %s', async (_, mailbox, shape) => {
    const { trace } = await ingest(forward(shape), mailbox);
    expect(await deployment.browse.ticket(trace.ticketNumber ?? '')).toMatchObject({
      requester: { address: 'technician@contoso.example' },
    });
  });
  test('nobody becomes one by a verdict under our name below a foreign host', async () => {
    const trace = ['mx.contoso.example', 'mx.evil.example'].map((by) => `Received: ${received(by)}\r\n`).join('');
    const mail = await ingest(Buffer.concat([Buffer.from(trace), forward(ours('dmarc=pass header.from=contoso.example'))]), 'helpdesk');
    expect(await deployment.browse.ticket(mail.trace.ticketNumber ?? '')).toMatchObject({
      requester: { address: 'technician@contoso.example' },
    });
  });
});
