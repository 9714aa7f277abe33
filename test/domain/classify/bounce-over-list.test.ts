import { describe, expect, test } from 'vitest';
import { classify } from '../../../shared/domain/classify/classify.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

describe('a report in words that came over a group or a list', () => {
  const report: MailShape = {
    from: 'postmaster@client.example ("InterScan Notification")',
    subject: 'Mail could not be delivered',
    text: 'Message from the gateway\n\nUnable to deliver message to <clara@client.example> (and other recipients in the same domain). Please check if address is correct.\n',
    attachments: [
      { type: 'message/rfc822', content: 'From: support@desk.example\nTo: clara@client.example\nMessage-ID: <t1@desk.example>\n\nDone.\n' },
    ],
  };
  test.each([
    { 'Mailing-List': 'contact desk-help@desk.example; run by ezmlm' },
    { 'List-ID': '<support.desk.example>', Precedence: 'list' },
  ])('is a bounce still: %o', async (headers) => {
    expect(classify(await parseMail(aMail({ ...report, headers }))).bounce).toMatchObject({
      recipients: [{ address: 'clara@client.example' }],
      originalMessageId: '<t1@desk.example>',
    });
  });

  test.each<[string, MailShape]>([
    ['greets', { text: `Hello all,\n\n${report.text}` }],
    ['asks', { text: `${report.text}\nWhat does it mean?` }],
    ['answers', { subject: 'Re: Mail could not be delivered' }],
    ['returns nothing', { attachments: [] }],
  ])('the postmaster who writes to the list does not: %s', async (_how, more) => {
    const headers = { 'List-Id': '<users.lists.example>' };
    expect(classify(await parseMail(aMail({ ...report, from: 'Pat <postmaster@client.example>', headers, ...more }))).kind).toBe('list');
  });
});
