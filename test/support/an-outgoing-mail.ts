import type { OutgoingMail } from '../../shared/domain/mail/outgoing-mail.ts';

let count = 0;

/** A mail of support@contoso.example to Alice, with what the test changes; each is another one. */
export function anOutgoingMail(change: Partial<OutgoingMail> = {}): OutgoingMail {
  count += 1;
  return {
    operationId: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    messageId: `<ours.${count}@contoso.example>`,
    inReplyTo: '<first@fabrikam.example>',
    references: ['<root@fabrikam.example>', '<first@fabrikam.example>'],
    from: { address: 'support@contoso.example', name: 'Contoso Süpport' },
    to: { address: 'alice@fabrikam.example', name: 'Alice "A." Ämes' },
    replyTo: { address: 'support+token@contoso.example', name: 'Support' },
    subject: '[Ticket #SUP-1001] Grüße aus München',
    text: 'Hello Alice,\n\nGrüße\n',
    html: '<p>Hello Alice,</p>\n<p>Grüße</p>',
    attachments: [],
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
    ...change,
  };
}
