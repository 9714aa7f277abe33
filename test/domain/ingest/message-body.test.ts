import { expect, test } from 'vitest';
import { clientMessage } from '../../../shared/domain/ingest/client-message.ts';
import type { IngestFacts } from '../../../shared/domain/ingest/ingest-facts.ts';
import { messageBody, offloadBody } from '../../../shared/domain/ingest/message-body.ts';
import { parseMail } from '../../../shared/domain/mail/parse-mail.ts';
import { Policy } from '../../../shared/domain/settings/policy.ts';
import { BigBody } from '../../../shared/domain/tickets/body-blob.ts';
import type { Message } from '../../../shared/domain/tickets/message.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aMail, type MailShape } from '../../support/a-mail.ts';

/**
 * What a ticket shows of a mail: the whole, what its author wrote themselves, and bodies that are
 * too big for an item.
 */

const bodyOf = async (shape: MailShape) =>
  messageBody({ mail: await parseMail(aMail(shape)), policy: Policy.parse({}), forwarded: null }, 'ticket-1', 'm-1');

const quoted = {
  text: 'Yes, at ten.\n\nOn Mon, 2 Nov 2026 at 10:00, Support <support@contoso.example> wrote:\n> When does it suit you?\n',
  html:
    '<div>Yes, at <b>ten</b>. <img src="cid:plan@fabrikam.example" onerror="x()"></div><div class="gmail_quote">' +
    '<div class="gmail_attr">On Mon, 2 Nov 2026 at 10:00, Support &lt;support@contoso.example&gt; wrote:<br></div><blockquote>When does it suit you?</blockquote></div>',
};

test('a reply shows what its author wrote, in text and in HTML, as safe as the whole, and the whole as well', async () => {
  const body = await bodyOf({
    subject: 'Re: MailboxRead',
    inReplyTo: '<1@contoso.example>',
    ...quoted,
    attachments: [
      { name: 'plan.png', type: 'image/png', content: '\x89PNG\r\n', disposition: 'inline', contentId: 'plan@fabrikam.example' },
    ],
  });
  expect(body.visibleText).toBe('Yes, at ten.');
  expect(body.visibleHtml).toContain('Yes, at <b>ten</b>.');
  expect(body.visibleHtml).toContain('src="/api/tickets/ticket-1/attachments/m-1.0"');
  expect(body.visibleHtml).not.toMatch(/suit you|onerror/);
  expect(body.html).toContain('When does it suit you?');
});

test('nothing is left out of the first mail of a conversation: its author wrote all of it', async () => {
  const body = await bodyOf({ subject: 'MailboxRead', ...quoted });
  expect(body).toMatchObject({ visibleText: null, visibleHtml: null });
});

test('pictures that the HTML names by another name than cid: are shown, and a defect says what can’t be shown', async () => {
  const body = await bodyOf({
    html: '<p>Scanned:</p><img src="page1.png"><img src="page3.png"><a href="file:///s:/scans">all</a>',
    attachments: [{ name: 'page1.png', type: 'image/png', content: '\x89PNG\r\n', disposition: 'inline' }],
  });
  expect(body.html).toContain('<img src="/api/tickets/ticket-1/attachments/m-1.0" />');
  expect(body.defects).toEqual([remark('pictures-left-out', { count: 1 }), remark('links-left-out', { count: 1 })]);
});

test('a mail that is attached is shown below, with what it says; the whole of it is its file', async () => {
  const inner = aMail({
    from: '"Bob" <bob@elsewhere.example>',
    subject: '=?utf-8?q?T=C3=BCr?=',
    text: `The door is stuck. ${'x'.repeat(5000)}`,
  });
  const body = await bodyOf({ text: 'See the attached.', attachments: [{ type: 'message/rfc822', content: inner }] });
  expect(body.enclosed).toEqual([
    {
      attachmentId: 'm-1.0',
      from: { address: 'bob@elsewhere.example', name: 'Bob' },
      subject: 'Tür',
      date: expect.any(String),
      text: expect.stringMatching(/^The door is stuck\. x+$/),
      truncated: true,
    },
  ]);
  expect(body.enclosed[0]?.text).toHaveLength(4000);
  expect(body.attachments[0]).toMatchObject({ id: 'm-1.0', type: 'message/rfc822', blocked: null });
});

test('two files of one name are both kept, under different names', async () => {
  const files = [1, 2].map((byte) => ({ name: '3310.pdf', content: Buffer.from([byte]) }));
  const body = await bodyOf({ attachments: files });
  expect(body.attachments.map(({ name }) => name)).toEqual(['3310.pdf', '3310 (2).pdf']);
  expect(body.files).toHaveLength(2);
});

test('the whole of a body that is too big for its item goes into a file, and its beginning stays', async () => {
  const long = 'A line of a long log file.\n'.repeat(5_000);
  const mail = await parseMail(aMail({ subject: 'Re: Log', inReplyTo: '<1@contoso.example>', text: `${long}\n-- \nAlice\n` }));
  const facts = { mail, policy: Policy.parse({}), forwarded: null };
  const { files: _, ...body } = messageBody(facts, 't', 'm');
  const { message, file } = offloadBody({ ...(await aMessage()), ...body });
  expect(message).toMatchObject({ bodyBlob: file?.name, html: null, visibleHtml: null });
  expect([message.text.length, message.visibleText?.length]).toEqual([20_000, 20_000]);
  const whole = BigBody.parse(JSON.parse(Buffer.from(file?.content ?? []).toString()));
  expect(whole).toEqual({ text: body.text, html: null, visibleText: body.visibleText, visibleHtml: null });
  expect(whole.visibleText).not.toContain('Alice');
});

test.each([
  ['letters', 'a', 98_000, 102_000],
  ['letters of three bytes', '€', 32_000, 34_500],
  ['control characters, which JSON escapes', '\x01', 16_000, 17_500],
])('what counts is the size of its JSON: %s', async (_, sign, fits, tooBig) => {
  const message = await aMessage();
  const sized = (length: number) => offloadBody({ ...message, text: sign.repeat(length) }).file;
  expect([sized(fits), sized(tooBig)]).toEqual([
    null,
    expect.objectContaining({ name: expect.stringMatching(/^bodies\/[0-9a-f]{64}\.json$/) }),
  ]);
});

async function aMessage(): Promise<Message> {
  const mail = await parseMail(aMail());
  const facts: Pick<IngestFacts, 'mail' | 'receivedAt' | 'mailId' | 'sender' | 'trust' | 'thread'> = {
    mail,
    receivedAt: new Date('2026-11-02T09:00:00Z'),
    mailId: 'mail-1',
    sender: { contact: null, client: null },
    trust: { level: 'unverified', sender: 'unknown', failed: false, checks: [] },
    thread: { joins: null, links: [], checks: [], seen: null },
  };
  return clientMessage(facts, 't', 'm', { text: '', html: null, visibleText: null, visibleHtml: null, enclosed: [], attachments: [] });
}
