import { describe, expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { senderTrust } from '../../../shared/domain/trust/sender-trust.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

/** A whole mail that a gateway wrapped in another: the inner one is what was sent to us. */
const wrapped = (inner: Uint8Array, outer: MailShape, type = 'multipart/mixed', boundary = 'outer') =>
  aMail({
    ...outer,
    headers: { 'Content-Type': `${type}; boundary=${boundary}`, ...outer.headers },
    body: Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Type: message/rfc822\r\n\r\n`),
      inner,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  });

const head: MailShape = {
  from: 'postmaster@client.example',
  to: 'support@desk.example',
  subject: 'Delivery Status Notification (Failure)',
  messageId: '<dsn1@mx.client.example>',
};
const dsn: MailShape = {
  ...head,
  report: 'delivery-status',
  text: 'Delivery to the following recipients failed.\n\n       clara@client.example\n',
  attachments: [
    {
      type: 'message/delivery-status',
      content: 'Reporting-MTA: dns;mx.client.example\n\nFinal-Recipient: rfc822;clara@client.example\nAction: failed\nStatus: 5.1.1\n',
    },
    {
      type: 'message/rfc822',
      content: 'From: support@desk.example\nTo: clara@client.example\nSubject: Printer\nMessage-ID: <t1@desk.example>\n\nDone.\n',
    },
  ],
};

describe('a delivery status notification that a gateway wrapped', () => {
  test.each<[string, MailShape, string?]>([
    ['the same Message-ID', { ...head, subject: 'Notice' }, 'multipart/mixed; report-type=delivery-status'],
    ['the same From and Subject', { ...head, messageId: '<other@mx.client.example>' }],
    ['with an empty return path', { ...head, headers: { 'Return-Path': '<>' } }],
  ])('is that notification: %s', async (_how, outer, type) => {
    const { kind, bounce } = classify(await parseMail(wrapped(aMail(dsn), outer, type)));
    expect({ kind, ...bounce }).toMatchObject({
      kind: 'bounce',
      recipients: [{ address: 'clara@client.example', status: '5.1.1', hard: true }],
      originalMessageId: '<t1@desk.example>',
    });
  });

  test('forwarded as a file it is somebody’s mail', async () => {
    const forward = { from: 'Pat <pat@client.example>', subject: 'Why did this come back?', messageId: '<m1@client.example>' };
    const mail = await parseMail(wrapped(aMail(dsn), forward));
    expect(classify(mail).kind).toBe('person');
    expect(mail.parts).toHaveLength(1);
  });
});

describe('a person’s mail that a gateway wrapped', () => {
  const person: MailShape = { subject: 'Printer', text: 'It prints stripes.', inReplyTo: '<t1@desk.example>' };

  test('shows what was written, even if it was wrapped twice, and where it belongs', async () => {
    const once = wrapped(aMail(person), { subject: 'Printer' });
    for (const raw of [once, wrapped(once, { subject: 'Printer' }, 'multipart/mixed', 'outermost')]) {
      const mail = await parseMail(raw);
      expect(mail).toMatchObject({ text: 'It prints stripes.', parts: [], inReplyTo: ['<t1@desk.example>'] });
      expect(mail.defects).toContainEqual(remark('wrapped-by-gateway'));
    }
  });

  test('the verdicts of receiving systems are those of the outer header', async () => {
    const forged = { ...person, headers: { 'Authentication-Results': 'mx.desk.example; dmarc=pass header.from=fabrikam.example' } };
    const mail = await parseMail(wrapped(aMail(forged), { subject: 'Printer' }));
    expect(mail.headers.filter(({ name }) => name === 'authentication-results')).toEqual([]);
    const facts = { trustedServers: { names: ['mx.desk.example'], exchange: false }, ownDomains: [], clientDomains: [], firstTime: true };
    expect(senderTrust(mail, facts).sender).not.toBe('verified');
  });

  test('with text beside it, it is a mail with a file', async () => {
    const mail = await parseMail(
      aMail({ subject: 'Printer', text: 'See there.', attachments: [{ type: 'message/rfc822', content: aMail(person) }] }),
    );
    expect(mail).toMatchObject({ text: 'See there.', parts: [{ contentType: 'message/rfc822' }] });
  });
});
