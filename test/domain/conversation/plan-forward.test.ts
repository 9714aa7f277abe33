import { describe, expect, test } from 'vitest';
import { planForward } from '../../../shared/domain/conversation/plan-forward.ts';
import { plainTexts } from '../../../shared/domain/notifications/mail-texts.ts';
import { technicianMail } from '../../../shared/domain/notifications/technician-mail.ts';
import type { Message } from '../../../shared/domain/tickets/message.ts';
import { remark } from '../../../shared/domain/words/remark.ts';
import { aPlannedReply, replyFacts, replyId } from '../../support/a-reply.ts';

const { ticket, ours } = replyFacts();
const file = (name: string, change: Partial<Message['attachments'][number]> = {}): Message['attachments'][number] => ({
  ...{ id: `m-first.${name}`, name, type: 'image/png', size: 9, sha256: 'b'.repeat(64), contentId: null, blocked: null, flags: [] },
  ...change,
});

/** The client's message, with what the test changes. */
const aMessage = (change: Partial<Message> = {}): Message => {
  const { message } = aPlannedReply();
  return {
    ...message,
    ...{ id: 'm-first', kind: 'client', by: null, outbox: null, text: 'See the picture.', html: '<p>See the picture.</p>' },
    from: { address: 'alice@fabrikam.example', name: 'Alice' },
    ...change,
  };
};

const adHoc = (message: Message | null, files = true) => ({ subject: null, forward: { message, files } });
const wanted = { to: ['vera@vendor.example'], cc: [], bcc: [] };

/** The mail that sends it on, as it is composed. */
function composed(message: Message) {
  const plan = aPlannedReply({ wanted, adHoc: adHoc(message) });
  const words = { ticketUrl: 'https://desk.contoso.example/1', signedBy: 'Contoso', texts: plainTexts('Contoso') };
  const [row] = plan.mails;
  if (!row) throw new Error('no mail');
  return { ...plan, mail: technicianMail.compose(row, ticket, words, plan.message) };
}

describe('a message that is sent on', () => {
  test('keeps its inline pictures as parts of the mail', () => {
    const html = `<p>See <img src="/api/tickets/${ticket.ticketId}/attachments/m-first.p.png" alt="p" /></p>`;
    const source = aMessage({ html, attachments: [file('p.png', { contentId: 'p@fabrikam' }), file('q.png')] });
    const { message, mail } = composed(source);
    expect(message.attachments.map(({ id, contentId }) => [id, contentId])).toEqual([
      [`${replyId}.0`, `${replyId}.0@psa`],
      [`${replyId}.1`, null],
    ]);
    expect(mail.html).toContain(`src="cid:${replyId}.0@psa"`);
    expect(mail.html).not.toContain('/api/tickets/');
    const plan = aPlannedReply({ wanted, adHoc: adHoc(source, false) });
    expect(plan.message.attachments.map(({ name }) => name)).toEqual(['p.png']);
  });

  test('shows who wrote it, when and to whom, and no technician', () => {
    const to = [
      { address: 'support@contoso.example', name: null },
      { address: 'ada@contoso.example', name: 'Ada' },
    ];
    const { text } = composed(aMessage({ to, subject: 'Paper\r\nBcc: x@evil.example' })).mail;
    expect(text).toContain('From: Alice <alice@fabrikam.example>\nDate: ');
    expect(text).toContain('Subject: Paper Bcc: x@evil.example\nTo: support@contoso.example\n');
    expect(composed(aMessage({ from: { address: 'ada@contoso.example', name: 'Ada' } })).mail.text).not.toContain('ada@contoso');
  });

  test('leaves out files that are blocked or dangerous, and says so', () => {
    const files = [file('ok.png'), file('a.exe', { blocked: { reason: remark('send-too-large', { size: '1', max: '1' }) } })];
    const flagged = file('m.docm', { flags: [remark('send-too-large', { size: '1', max: '1' })] });
    const { message, mail } = composed(aMessage({ attachments: [...files, flagged] }));
    expect(message.attachments.map(({ name }) => name)).toEqual(['ok.png']);
    expect(mail.text).toContain('Files left out: a.exe, m.docm');
  });

  test.each([
    ['a note', aMessage({ kind: 'note', visibility: 'internal' })],
    ['an answer from outside', aMessage({ visibility: 'internal' })],
    ['what was taken back', aMessage({ outbox: { state: 'undone', sendsAt: '2026-11-02T09:00:00.000Z', status: null } })],
    ['what is not there', null],
  ])('is never %s', (_, message) => {
    const carrier = { ticketId: ticket.ticketId, messageItemId: replyId, mailbox: { address: 's@c.example', name: '' }, files: 0 };
    expect(planForward({ message, files: true }, carrier, ours)).toMatchObject({ kind: 'refused', field: 'forward.messageId' });
  });
});
