import { expect, test } from 'vitest';
import { forwardedMail } from '../../../shared/domain/reply/forwarded.ts';

const text = 'Hello,\n\nour VPN is down.';
const forwarded = (block: string) => forwardedMail({ subject: 'Fwd: VPN', text: `Please take over.\n\n${block}`, parts: [] });
const carol = { address: 'carol@tailspin.example', name: 'Carol' };

test('bold names with bold values', () => {
  const block = '*From:* Carol <carol@tailspin.example>\n*Date:* 2 November 2026\n*To:* Bob <bob@contoso.example>\n*Subject:* *VPN down*';
  expect(forwarded(`Begin forwarded message:\n\n${block}\n\n${text}`)).toMatchObject({ from: carol, subject: 'VPN down', text });
});

test('a separator above and below the header block', () => {
  const separator = '============ Forwarded message ============';
  const block =
    'From : Carol <carol@tailspin.example>\nTo : "Bob" <bob@contoso.example>\nDate : Mon, 02 Nov 2026 08:10:00 +0100\nSubject : VPN down';
  expect(forwarded(`${separator}\n${block}\n${separator}\n\n${text}`)).toMatchObject({ from: carol, subject: 'VPN down', text });
});

test('one line instead of a header block, and a separator at the end of the mail', () => {
  const block = `-------- Пересылаемое сообщение --------\n02.11.2026, 08:10, "Carol" <carol@tailspin.example>:\n\n${text}\n-------- Конец пересылаемого сообщения --------\n`;
  expect(forwarded(block)).toEqual({ from: carol, to: [], cc: [], subject: null, date: '02.11.2026, 08:10', text });
});
