import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ApiMailWithChecks, MailPage } from '../../shared/api/mails.ts';
import { aCloud, type TestCloud } from '../support/a-cloud.ts';
import { aMail } from '../support/a-mail.ts';

/**
 * The main job, from outside: mail in over SMTP, tickets and traces over HTTP, mail out in the
 * outbox; the app as it is deployed.
 */

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await aCloud();
}, 120_000);
afterAll(() => cloud.stop());

let count = 0;
const unique = () => `<e2e.${++count}.${process.pid}@fabrikam.example>`;
const confirmationOf = (number: string | null) =>
  cloud.until(`confirmation of ${number}`, async () =>
    (await cloud.outbox()).find((mail) => mail.header('Subject').includes(`[Ticket #${number}]`)),
  );

describe('a mail to the Microsoft 365 mailbox', () => {
  const messageId = unique();
  const pdf = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5000, 7)]);
  let number: string | null;

  test('becomes a ticket with its files, explained and confirmed', async () => {
    const trace = await cloud.taken(
      aMail({
        messageId,
        text: 'It is dead.',
        attachments: [
          { name: 'report.pdf', type: 'application/pdf', content: pdf },
          { name: 'run.exe', content: 'MZ' },
        ],
      }),
      messageId,
    );
    number = trace.ticketNumber;
    expect(trace).toMatchObject({ outcome: 'ticket', mailbox: 'support@contoso.example' });
    const ticket = await cloud.ticket(number);
    expect(ticket).toMatchObject({ queue: 'Support', requester: { address: 'alice@fabrikam.example' }, client: { name: 'Fabrikam' } });
    const [file, blocked] = ticket.messages[0]?.attachments ?? [];
    expect(blocked).toMatchObject({ name: 'run.exe', url: null, blocked: { reason: expect.any(String) } });
    const answer = await fetch(new URL(file?.url ?? '', cloud.app.url));
    expect(Buffer.from(await answer.arrayBuffer()).equals(pdf)).toBe(true);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="report\.pdf"/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const detail = await cloud.get(`/api/mail/${trace.mailId}`, ApiMailWithChecks);
    expect(detail.checks.length).toBeGreaterThan(0);
    const raw = await fetch(new URL(detail.rawUrl ?? '', cloud.app.url));
    expect(await raw.text()).toContain(`Message-ID: ${messageId}`);
    expect(raw.headers.get('content-security-policy')).toContain('sandbox');
    const confirmation = await confirmationOf(number);
    expect(confirmation.header('In-Reply-To')).toBe(messageId);
    expect(confirmation.header('Auto-Submitted')).toBe('auto-replied');
    expect(confirmation.header('Precedence')).toBe('');
  });

  test('the reply to its confirmation joins, sent to the reply address', async () => {
    const confirmation = await confirmationOf(number);
    const replyTo = /<?([^<>\s]+@[^<>\s]+)>?$/.exec(confirmation.header('Reply-To'))?.[1] ?? '';
    expect(replyTo).toMatch(/^support\+/);
    const id = unique();
    const reply = await cloud.taken(aMail({ messageId: id, to: replyTo, subject: 'thanks', text: 'Works again.' }), id, { to: replyTo });
    expect(reply).toMatchObject({ outcome: 'reply', ticketNumber: number });
  });

  test('the confirmation coming back changes nothing', async () => {
    const confirmation = await confirmationOf(number);
    await cloud.send(Buffer.from(confirmation.raw, 'latin1'), { from: 'postmaster@contoso.example' });
    const [trace] = await cloud.traces(confirmation.header('Message-ID'));
    expect(trace).toMatchObject({ outcome: 'suppressed', ticketNumber: null });
  });
});

test('a mail to the IMAP mailbox becomes a ticket of its queue', async () => {
  const messageId = unique();
  const trace = await cloud.taken(aMail({ messageId, to: 'helpdesk@contoso.example' }), messageId, { to: 'helpdesk@contoso.example' });
  expect(trace).toMatchObject({ outcome: 'ticket', ticketNumber: expect.stringMatching(/^HLP-/), mailbox: 'helpdesk@contoso.example' });
  await confirmationOf(trace.ticketNumber);
});

test('a mail to both mailboxes is one ticket; the second copy is a duplicate', async () => {
  const messageId = unique();
  const raw = aMail({ messageId, to: 'support@contoso.example, helpdesk@contoso.example' });
  await cloud.send(raw);
  await cloud.send(raw, { to: 'helpdesk@contoso.example' });
  const both = await cloud.traces(messageId, 2);
  expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['duplicate', 'ticket']);
});

test('forty mails while the functions process is killed twice: each once', async () => {
  const ids = Array.from({ length: 40 }, unique);
  const mails = ids.map((messageId, index) => ({ messageId, from: `burst${index}@fabrikam.example` }));
  for (const [index, mail] of mails.entries()) {
    await cloud.send(aMail(mail), { from: mail.from });
    if (index === 15 || index === 30) await killFunctions();
  }
  const numbers = new Set<string | null>();
  for (const { messageId, from } of mails) {
    const settled = (await cloud.traces(messageId)).filter(({ outcome }) => outcome !== 'failed');
    expect(settled).toMatchObject([{ outcome: 'ticket' }]);
    numbers.add(settled[0]?.ticketNumber ?? null);
    const { items } = await cloud.tickets(`requester=${from}`);
    expect(items).toHaveLength(1);
    expect((await cloud.ticket(items[0]?.number ?? null)).messages).toHaveLength(1);
  }
  expect(numbers.size).toBe(40);
  await cloud.until('40 confirmations', async () => (await sentToBurst()).length >= 40);
  expect(new Set((await sentToBurst()).map((mail) => mail.header('To'))).size).toBe(40);
  expect(await sentToBurst()).toHaveLength(40);
}, 120_000);

/** Kills the functions process, and waits for the next one. */
async function killFunctions(): Promise<void> {
  const pid = cloud.cloud.host.workerPid();
  process.kill(pid, 'SIGKILL');
  await cloud.until('another functions process', async () => cloud.cloud.host.workerPid() !== pid);
}

const sentToBurst = async () => (await cloud.outbox()).filter((mail) => /burst\d+@fabrikam/.test(mail.header('To')));

describe('the API', () => {
  test('pages through the list without repeating or omitting any', async () => {
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const page = await cloud.tickets(`limit=7${next ? `&continuation=${next}` : ''}`);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    } while (next);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(40);
  });

  test.each([
    ['/api/tickets?status=weird', 400, /query status/],
    ['/api/tickets?limit=1000', 400, /query limit/],
    ['/api/tickets?continuation=abc', 400, /continuation/],
    ['/api/tickets/SUP-999999', 404, /SUP-999999/],
    ['/api/tickets/none/attachments/x.1', 404, /attachmentId/],
    ['/api/mail/none', 404, /mailId/],
    ['/api/mail/none/raw', 404, /mailId/],
  ])('answers %s with a problem %i that names the field', async (path, status, detail) => {
    const answer = await fetch(new URL(path, cloud.app.url));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.json()).toMatchObject({ status, detail: expect.stringMatching(detail) });
  });

  test('filters mails by sender, outcome and mailbox', async () => {
    const ofAlice = await cloud.get('/api/mail?from=alice@fabrikam.example&outcome=duplicate', MailPage);
    expect(ofAlice.items.every(({ outcome }) => outcome === 'duplicate')).toBe(true);
    const overImap = await cloud.get('/api/mail?mailbox=helpdesk@contoso.example', MailPage);
    expect(overImap.items.length).toBeGreaterThan(0);
    expect(overImap.items.every(({ mailbox }) => mailbox === 'helpdesk@contoso.example')).toBe(true);
  });

  test('refuses to replay a mail that is in a ticket', async () => {
    const { items } = await cloud.get('/api/mail?outcome=ticket&limit=1', MailPage);
    const answer = await fetch(new URL(`/api/mail/${items[0]?.mailId}/replay`, cloud.app.url), { method: 'POST' });
    expect(answer.status).toBe(409);
  });

  test('describes every route that it has', async () => {
    const document = await cloud.get('/api/openapi.json', z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }));
    const byKind = Map.groupBy(Object.keys(document.paths).toSorted(), (path) => path.split('/')[2]);
    expect(
      [...byKind].map(([kind, paths]) => `${kind}: ${paths.map((path) => path.split('/').slice(3).join('/') || '.').join(' ')}`),
    ).toEqual([
      'block-list: . {id}',
      'clients: . {id}',
      'connection-tests: . {id}',
      'contacts: . {address} {address}/clear {id}',
      'guest: answers conversation file link',
      'mail: . {mailId} {mailId}/accept {mailId}/raw {mailId}/replay',
      'mailbox-settings: .',
      'mailboxes: . {id} {id}/app-access {id}/archive-import {id}/archive-import/resume {id}/archive-import/stop {id}/authorization {id}/folders {id}/pause {id}/reconcile {id}/resume {id}/test',
      'notifications: . drop release {id}/raw {ticket}/{id} {ticket}/{id}/drop {ticket}/{id}/release',
      'openapi.json: .',
      'policy: .',
      'queues: . {id}',
      'rules: . try {id}',
      'settings: export history import',
      'signatures: . {id}',
      'technicians: . {id}',
      'templates: . {id} {id}/preview {id}/test',
      'tickets: . {id} {id}/attachments/{attachmentId} {id}/guest-links {id}/history {id}/links {id}/links/{number} {id}/mails {id}/mails/{messageId} {id}/merge {id}/messages {id}/notes {id}/replies {id}/replies/{messageId} {id}/split {id}/unmerge',
      'uploads: .',
    ]);
  });
});
