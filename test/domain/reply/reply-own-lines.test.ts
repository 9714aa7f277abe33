import { expect, test } from 'vitest';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

/**
 * Text that looks like a mail program's mark but is the writer's own: nothing of it may be hidden.
 */
test.each([
  ['a heading with "forward" in it', 'Steps\n--- Forwarded ports ---\n80 to web\n443 to web\n\nPlease open them.'],
  ['headings about mail', '-- Mail forwarding --\nPlease forward the mail of sales.\n\n-- Original mailbox --\nKeep it.'],
  ['a heading between equal signs', 'Requests:\n\n==== Message forwarding ====\nsales to support\n\n==== Passwords ====\nreset mine'],
  ['words between stars', 'Hi,\n*** original message was lost ***\nplease send it again.'],
  [
    'addresses between which mail is redirected',
    'Please redirect:\n\nFrom: info@fabrikam.example\nTo: sales@fabrikam.example\n\nand\n\nFrom: jobs@fabrikam.example\nTo: hr@fabrikam.example\n\nThanks',
  ],
  [
    'lines of a log that end with a colon',
    '2026-11-02 09:00:01 alice@fabrikam.example login failed:\nbad password\n2026-11-02 09:00:05 alice@fabrikam.example login failed:\nlocked\nPlease unlock.',
  ],
  [
    'lines of a log with a zone',
    '2026-11-02 09:00 GMT+01:00 server rebooted\nthen nothing worked\n2026-11-02 09:30 GMT+01:00 again\nPlease look.',
  ],
  ['a first word of disclaimers', 'Hi,\n\nThis email contains the log that you wanted:\nerror 0x80070005'],
  ['the same in German', 'Hallo,\n\nDiese E-Mail kann ich nicht öffnen, bitte helfen Sie.'],
  ['the same in German, of a program', 'Hallo,\n\nDiese E-Mail wurde von mir zweimal gesendet.'],
  ['a first word of devices', 'Hello,\n\nThis message was sent from our office in Rome.'],
  ['the same in French', 'Bonjour,\n\nCe message contient un virus je pense.'],
  ['the same in Russian', 'Добрый день,\n\nЭто сообщение появляется при каждом запуске.'],
  ['the same in Japanese', 'お世話になります。\n\nこのメールはテストです。'],
  ['people below a rule that a colon announces', 'Please call them:\n_____________\nBob Fabrikam\n+1 555 0101'],
  [
    'the header of a mail that the writer asks about',
    'I got this mail this morning:\n\nFrom: Bank <bank@phish.example>\nSent: Monday, 2 November 2026 9:00\nTo: Alice\nSubject: Your account\n\nClick here.\n\nIs it real?',
  ],
  [
    'the same in German',
    'Diese Mail kam heute an:\nVon: Bank <bank@phish.example>\nGesendet: Montag, 2. November 2026 09:00\nAn: Alice\nBetreff: Ihr Konto\n\nIst sie echt?',
  ],
  ['a link to a file', 'The file is here:\n\nSent via transfer: https://files.fabrikam.example/abc'],
])('%s', (_what, text) => {
  expect(replyText({ text, html: null }).text).toBe(text);
});

test.each(['Please see below.', 'Antworten siehe unten.', 'Voir ci-dessous :'])('answers stand in what is quoted: %s', (own) => {
  const text = `${own}\n\nFrom: Support <support@contoso.example>\nSent: Monday\nTo: Alice\nSubject: Printer\n\nWhich model?\nHP 4000`;
  expect(replyText({ text, html: null })).toMatchObject({ text, confidence: 'low' });
});

test.each([
  ['a separator with its header', 'Thanks!\n\n-----Original Message-----\nFrom: Support\n\nHello'],
  ['a notice in English', 'Thanks!\n\nThis email and any attachments are confidential.'],
  ['a notice in German', 'Thanks!\n\nDiese E-Mail enthält vertrauliche Informationen.'],
  ['a notice in Japanese', 'Thanks!\n\nこのメールは機密情報を含みます。'],
  [
    'a header block that nothing announces',
    'Thanks!\n\nFrom: Support <support@contoso.example>\nSent: Monday\nTo: Alice\nSubject: Printer\n\nHello',
  ],
  ['a device', 'Thanks!\n\nDiese Nachricht wurde von meinem Android-Gerät gesendet.'],
  ['a device on the way', 'Thanks!\n\nVon unterwegs gesendet'],
  ['a note of a scanner', 'Thanks!\n\nDiese E-Mail wurde von Avast geprüft.'],
  ['a separator alone, as programs write it', 'Thanks!\n\n*-------- Original Message --------*\n\nHello'],
  ['a separator above quoted lines', 'Thanks!\n\n--- Ursprüngliche Nachricht ---\n\n> Hello'],
  ['a forward', 'Thanks!\n\n---------- Forwarded message ---------\nFrom: Support <support@contoso.example>\n\nHello'],
  ["Gmail's line for languages without words of their own", 'Thanks!\n\n2026-11-02 09:00 GMT+01:00 Contoso Support:\n\nHello'],
  ['the same with an address', 'Thanks!\n\n2026-11-02 09:00 Support <support@contoso.example>:\n\nHello'],
])('still left out: %s', (_what, text) => {
  expect(replyText({ text, html: null }).text).toBe('Thanks!');
});
