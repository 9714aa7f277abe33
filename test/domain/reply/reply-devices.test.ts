import { expect, test } from 'vitest';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

const answer = (text: string, html: string | null = null) =>
  replyText({ text, html, subject: 'Re: Printer', inReplyTo: ['<t1@contoso.example>'] }).text;

test.each([
  'Sent from my cell, please excuse any typos.',
  'Sent from my iPhone\nPlease excuse typos',
  'Sent from my mobile device. Please excuse brevity, typos and autocorrect errors that may occur in this mail.',
  'From My Iphone 6',
  'From my iPhone',
  'Von meinem Handy',
  'Von meinem iPhone gesendet, bitte entschuldigen Sie Tippfehler.',
  'De mon iPhone',
  'Depuis mon mobile',
  'Envoyé de mon portable',
  'Desde mi iPhone 15 Pro',
  'Dal mio iPhone',
  'Inviato dal mio cellulare',
  'Do meu Samsung Galaxy S23',
  'Vanaf mijn iPhone',
  'Verzonden vanaf mijn gsm',
  'Från min iPad',
  'Fra min iPhone',
  'Z mojego iPhone’a',
  'С моего iPhone',
  'Get [Outlook for Android](https://aka.ms/AAb9ysg)',
  '[Get Outlook for Android](https://aka.ms/AAb9ysg)',
  'Holen Sie sich [Outlook für iOS](https://aka.ms/o0ukef)',
  'Obtenez [Outlook pour Android](https://aka.ms/AAb9ysg)',
  'Sent from [Mail](https://go.microsoft.com/fwlink/?LinkId=550986) for Windows',
  `Get Outlook for iOS<https://eur01.safelinks.example/?url=${'x'.repeat(400)}>`,
])('what a device adds is removed: %s', (line) => {
  expect(answer(`It works now.\n\n${line}\n`)).toBe('It works now.');
  expect(
    answer(`It works now.\n\n${line}\n\nOn Mon, Nov 2, 2026 at 9:00 AM Support <support@contoso.example> wrote:\n\n> Try again.`),
  ).toBe('It works now.');
});

test.each([
  'From my phone it works',
  'From my iPhone I see nothing',
  'From my point of view',
  'Vom Telefon aus geht es',
  'De mon côté tout va bien',
  'Von meinem Kollegen',
  'Same from mobile',
  'Sent from the cellar',
  'Sent via excellent courier 5',
  'Please excuse any typos in the order',
])('what a person writes is kept: %s', (line) => {
  const text = `It fails on the computer.\n\n${line}`;
  expect(answer(text)).toBe(text);
});

test.each([
  ['the mark of a tracker', '\u1427'],
  ['zero-width marks', '\u200b\u2060\u2063'],
  ['the place of a picture', '\ufffc'],
  ['a Braille blank', '\u2800'],
])('invisible characters at the end are removed: %s', (_, mark) => {
  expect(answer(`It works now.\n\n${mark}\n`)).toBe('It works now.');
  expect(answer(`It works now.\n\n${mark}\n\n> Try again.`)).toBe('It works now.');
  expect(answer(`It works now.\n\n${mark}\n`, `<p>It works now.</p><div>${mark}</div>`)).toBe('It works now.');
});

test('joiners and marks within words stay', () => {
  const text = 'می‌خواهم ᐃᓄᒃᑎᑐᑦ ᐧᐊ 👩‍💻';
  expect(answer(`${text}\n\n> Try again.`)).toBe(text);
});
