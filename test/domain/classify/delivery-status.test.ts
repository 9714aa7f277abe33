import { expect, test } from 'vitest';
import { parseDeliveryStatus } from '../../../shared/domain/classify/bounce/delivery-status.ts';

test('groups, folded fields, comments, any case (RFC 3464)', () => {
  const { reportingMta, recipients } = parseDeliveryStatus(`Reporting-MTA: dns; mx.contoso.example

FINAL-RECIPIENT: RFC822; <Bob@Fabrikam.example>
Action: Failed
Status: 5.2.1 (mailbox disabled, not accepting messages)
Diagnostic-Code: smtp;550 5.2.1
 this account is
	disabled
`);
  expect(reportingMta).toBe('mx.contoso.example');
  expect(recipients).toEqual([
    {
      finalRecipient: 'bob@fabrikam.example',
      originalRecipient: null,
      action: 'failed',
      status: '5.2.1',
      diagnostic: 'smtp;550 5.2.1 this account is disabled',
    },
  ]);
});

test('groups that no empty line separates', () => {
  const text = 'Final-Recipient: rfc822; a@b.example\nStatus: 5.1.1\nFinal-Recipient: rfc822; c@d.example\nStatus: 5.2.2\n';
  expect(parseDeliveryStatus(text).recipients.map(({ finalRecipient, status }) => [finalRecipient, status])).toEqual([
    ['a@b.example', '5.1.1'],
    ['c@d.example', '5.2.2'],
  ]);
});

test('fields in another order (Amazon SES), no address at all, nothing', () => {
  expect(parseDeliveryStatus('Action: failed\nFinal-Recipient: rfc822; a@b.example\nStatus: 5.1.1\n').recipients).toMatchObject([
    { finalRecipient: 'a@b.example', action: 'failed', status: '5.1.1' },
  ]);
  expect(parseDeliveryStatus('Final-Recipient: system;<>\nAction: failed\n').recipients).toMatchObject([{ finalRecipient: null }]);
  expect(parseDeliveryStatus('')).toEqual({ reportingMta: null, originalMessageId: null, recipients: [] });
});

test('a report of a million recipients is cut', () => {
  const text = 'Final-Recipient: rfc822; a@b.example\n\n'.repeat(50_000);
  expect(parseDeliveryStatus(text).recipients.length).toBeLessThanOrEqual(200);
});
