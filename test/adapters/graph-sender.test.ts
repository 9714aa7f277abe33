import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectGraph } from '../../shared/adapters/graph/graph-api.ts';
import { graphSender } from '../../shared/adapters/graph/graph-sender.ts';
import { inWords } from '../../shared/domain/words/in-words.ts';
import { MailSenderError } from '../../shared/errors.ts';
import type { MailSender } from '../../shared/ports/mail-sender.ts';
import { type LocalGraph, startLocalGraph } from '../local/support/local-graph.ts';
import { aMail } from '../support/a-mail.ts';
import { anOutgoingMail } from '../support/an-outgoing-mail.ts';

/** How a Microsoft 365 mailbox sends, besides what every channel keeps to. */

let local: LocalGraph;
let sender: MailSender;
let address = '';
let mailboxes = 0;
const graph = () => connectGraph({ url: local.graph.url, token: async () => local.token });
beforeAll(async () => {
  local = await startLocalGraph();
});
beforeEach(() => {
  local.graph.faults.clear();
  local.graph.replaceMessageIds(false);
  local.sent.length = 0;
  mailboxes += 1;
  address = `sender${mailboxes}@contoso.example`;
  local.graph.addMailbox(address);
  sender = graphSender(graph(), { user: address }, () => new Date());
});
afterAll(() => local?.end());

const mailOf = (change: Parameters<typeof anOutgoingMail>[0] = {}) => anOutgoingMail({ from: { address, name: 'Support' }, ...change });
const file = (size: number, name = 'scan.pdf') => ({ name, type: 'application/pdf', contentId: null, bytes: Buffer.alloc(size, 'pdf ') });
const inFolder = async (folder: string) => (await local.client.api(`/users/${address}/mailFolders/${folder}/messages`).get()).value;
const sentMails = () => Promise.all(local.sent.map(({ raw }) => simpleParser(Buffer.from(raw), { keepCidLinks: true })));
const send = (operation: string) => ({ operation: `POST /v1.0/users/{user}${operation}` });
const thrown = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it went well'),
    (error: unknown) => error,
  );

describe('a mail', () => {
  test('stands in Sent Items, with our Message-ID', async () => {
    const mail = mailOf();
    expect(await sender.send(mail)).toEqual({ kind: 'accepted' });
    expect(await inFolder('sentitems')).toMatchObject([{ internetMessageId: mail.messageId, subject: mail.subject }]);
  });

  test('with large files goes as a draft: uploaded in pieces, in the thread, to nobody else', async () => {
    const mail = mailOf({ attachments: [file(4_000_000), file(100_000, 'small.pdf')] });
    expect(await sender.send(mail)).toEqual({ kind: 'accepted' });
    const [got] = await sentMails();
    expect(got).toMatchObject({ messageId: mail.messageId, subject: mail.subject, inReplyTo: mail.inReplyTo, references: mail.references });
    expect(got?.attachments.map(({ filename, size }) => [filename, size])).toEqual([
      ['scan.pdf', 4_000_000],
      ['small.pdf', 100_000],
    ]);
    expect(local.sent[0]?.to).toEqual(['alice@fabrikam.example']);
    expect(await inFolder('drafts')).toEqual([]);
  });

  test('is a reply to what lies in the mailbox, and goes to whom we say, not to whom that asks for', async () => {
    const original = { messageId: '<first@fabrikam.example>', headers: { 'Reply-To': 'everybody@evil.example' }, text: 'A secret' };
    await local.graph.deliver(address, aMail(original));
    await sender.send(mailOf({ attachments: [file(3_000_000)] }));
    expect(local.graph.stats().byOperation['POST /v1.0/users/{user}/messages/{message}/createReply']).toBeGreaterThan(0);
    expect(local.sent[0]?.to).toEqual(['alice@fabrikam.example']);
    const [got] = await sentMails();
    expect(got?.html).toContain('Grüße');
    expect(got?.html).not.toContain('secret');
    expect(got?.cc).toBeUndefined();
  });

  test('of which the draft differs from what was asked for is not sent, and nothing is left', async () => {
    local.graph.faults.add({ operation: 'PATCH /v1.0/users/{user}/messages/{message}', status: 503 });
    expect(await thrown(sender.send(mailOf({ attachments: [file(3_000_000)] })))).toBeInstanceOf(MailSenderError);
    expect(local.sent).toEqual([]);
    expect(await inFolder('drafts')).toEqual([]);
  });

  test('with more files than the mailbox takes is refused, and nobody is asked', async () => {
    const requests = local.graph.stats().requests;
    expect(await sender.send(mailOf({ attachments: [file(25_000_001)] }))).toMatchObject({
      kind: 'refused',
      reason: { code: 'send-too-large' },
    });
    expect(local.graph.stats().requests).toBe(requests);
  });

  test('goes as a draft where Graph says 200 to it: that is no yes', async () => {
    local.graph.faults.add({ ...send('/sendMail'), status: 413 });
    expect(await sender.send(mailOf())).toMatchObject({ kind: 'refused' });
    expect(await sender.send(mailOf({ text: 'x'.repeat(1_950_000), html: '', attachments: [file(300_000)] }))).toEqual({
      kind: 'accepted',
    });
    expect(local.sent).toHaveLength(1);
  });
});

describe('a second try, after an answer that was lost,', () => {
  const lost = (operation: string) => local.graph.faults.add({ ...send(operation), dropConnection: true, when: 'after' });
  const lostTry = async (mail: ReturnType<typeof mailOf>) => {
    expect(await thrown(sender.send(mail))).toMatchObject({ name: 'MailSenderError', perhapsTaken: true });
    const result = await sender.send(mail, { again: true });
    expect(local.sent).toHaveLength(1);
    return result;
  };

  test('finds the mail in Sent Items', async () => {
    lost('/sendMail');
    expect(await lostTry(mailOf())).toEqual({ kind: 'accepted' });
  });

  test('finds one that Exchange gave another Message-ID, and tells that', async () => {
    local.graph.replaceMessageIds(true);
    lost('/sendMail');
    expect(await lostTry(mailOf())).toEqual({ kind: 'accepted', finalMessageId: expect.stringContaining('outlook.example') });
  });

  test('finds one that was a draft, also under another Message-ID', async () => {
    lost('/messages/{message}/send');
    expect(await lostTry(mailOf({ attachments: [file(3_000_000)] }))).toEqual({ kind: 'accepted' });
    local.sent.length = 0;
    local.graph.replaceMessageIds(true);
    lost('/messages/{message}/send');
    expect(await lostTry(mailOf({ attachments: [file(3_000_000)] }))).toMatchObject({ finalMessageId: expect.any(String) });
  });

  test('removes a draft that a crash left, and sends the mail whole', async () => {
    const mail = mailOf({ attachments: [file(3_000_000)] });
    const raw = `Message-ID: ${mail.messageId}\r\nTo: alice@fabrikam.example\r\nSubject: half\r\n\r\nx`;
    await local.client.api(`/users/${address}/messages`).header('Content-Type', 'text/plain').post(Buffer.from(raw).toString('base64'));
    expect(await sender.send(mail, { again: true })).toEqual({ kind: 'accepted' });
    expect(await inFolder('drafts')).toEqual([]);
    const [got, ...others] = await sentMails();
    expect(others).toEqual([]);
    expect(got?.attachments).toHaveLength(1);
    // the draft lies among what was deleted, and is no sign that the mail left
    expect(await sender.send(mail, { again: true })).toEqual({ kind: 'accepted' });
    expect(local.sent).toHaveLength(1);
  });

  test('does not take a mail that somebody has sent again for its first sending', async () => {
    const mail = mailOf({ attachments: [file(3_000_000)] });
    await sender.send(mail);
    const again = { ...mail, operationId: '00000000-0000-4000-8000-00000000ffff' };
    expect(await sender.send(again, { again: true })).toEqual({ kind: 'accepted' });
    expect(await sender.send(again, { again: true })).toEqual({ kind: 'accepted' });
    expect(local.sent).toHaveLength(2);
  });

  test('sends it when there is no sign of it', async () => {
    expect(await sender.send(mailOf(), { again: true })).toEqual({ kind: 'accepted' });
    expect(local.sent).toHaveLength(1);
  });
});

describe('what Graph says', () => {
  const error = (code: string) => ({ error: { code, message: 'no' } });
  test.each([
    ['that the mailbox may not send as the address', { status: 403, body: error('ErrorSendAsDenied') }, /does not let the mailbox send as/],
    ['that the app may not send', { status: 403, body: error('ErrorAccessDenied') }, /needs Mail\.Send/],
    [
      'that it has sent enough for a day',
      { status: 429, body: error('ErrorExceededMessageLimit'), retryAfter: 60 },
      /as much as Microsoft 365 lets it/,
    ],
    ['that there is no such mailbox', { status: 404, body: error('ErrorInvalidUser') }, /no such user/],
    ['that it is down', { status: 503 }, /can not be reached/],
  ])('%s is a reason to wait', async (_, fault, words) => {
    local.graph.faults.add({ ...send('/sendMail'), ...fault });
    const failure = await thrown(sender.send(mailOf()));
    expect(failure).toBeInstanceOf(MailSenderError);
    expect(failure).toMatchObject({ perhapsTaken: 'status' in fault && fault.status === 503 });
    const reason = failure instanceof MailSenderError ? failure.reason : null;
    expect(reason && inWords(reason)).toMatch(words);
    expect(local.sent).toEqual([]);
  });

  test('of an address that nobody can have is a refusal', async () => {
    local.graph.faults.add({ ...send('/sendMail'), status: 400, body: error('ErrorInvalidRecipients') });
    expect(await sender.send(mailOf())).toMatchObject({ kind: 'refused' });
  });
});
