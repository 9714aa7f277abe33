import { describe, expect, test } from 'vitest';
import { textFromHtml } from '../../../shared/domain/body/text-from-html.ts';
import { forwardedMail } from '../../../shared/domain/reply/forwarded.ts';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

const forward = (text: string, subject = 'Fwd: Toner') => forwardedMail({ subject, text, parts: [] });
const alice = { address: 'alice@fabrikam.example', name: 'Alice Fabrikam' };
const bob = { address: 'bob@fabrikam.example', name: 'Bob Fabrikam' };
const help = { address: 'help@msp.example', name: null };
const expected = { from: alice, to: [help], cc: [bob], subject: 'Toner is empty', text: 'The toner is empty.\n\nAlice' };

const A = 'Alice Fabrikam <alice@fabrikam.example>';
const B = 'Bob Fabrikam <bob@fabrikam.example>';
const body = '\n\nThe toner is empty.\n\nAlice\n';
const english = `From: ${A}\nDate: Mon, Nov 2, 2026 at 9:00 AM\nSubject: Toner is empty\nTo: <help@msp.example>\nCc: ${B}`;
const quoted = (text: string) => text.replace(/^/gm, '> ');

describe('a forward that says so above the header block', () => {
  test.each([
    ['Gmail', `---------- Forwarded message ---------\n${english}${body}`],
    ['Gmail, older, without a space', `---------- Forwarded message ----------\n${english}${body}`],
    ['Apple Mail', `> Begin forwarded message:\n> \n${quoted(english + body)}`],
    [
      'Apple Mail, German',
      `Anfang der weitergeleiteten Nachricht:\n\n${quoted(`Von: ${A}\nBetreff: Toner is empty\nDatum: 2. November 2026 um 09:00:00 MEZ\nAn: help@msp.example\nKopie: ${B}${body}`)}`,
    ],
    [
      'Apple Mail, Turkish, which does not say "forwarded"',
      `> İleti başlangıcı:\n>\n${quoted(`Kimden: ${A}\nKonu: Toner is empty\nTarih: 2 Kasım 2026\nKime: help@msp.example\nBilgi: ${B}${body}`)}`,
    ],
    [
      'Thunderbird',
      `-------- Forwarded Message --------\nSubject: \tToner is empty\nDate: \tMon, 2 Nov 2026 09:00:00 +0100\nFrom: \t${A}\nTo: \thelp@msp.example\nCC: \t${B}${body}`,
    ],
    [
      'Thunderbird, French',
      `-------- Message transféré --------\nSujet : \tToner is empty\nDate : \tMon, 2 Nov 2026 09:00:00 +0100\nDe : \t${A}\nPour : \thelp@msp.example\nCopie à : \t${B}${body}`,
    ],
    [
      'Thunderbird, Polish',
      `-------- Treść przekazanej wiadomości --------\nTemat: \tToner is empty\nData: \tMon, 2 Nov 2026\nNadawca: \t${A}\nAdresat: \thelp@msp.example\nKopia: \t${B}${body}`,
    ],
    [
      'Yahoo, Spanish, in one line',
      `  ----- Mensaje reenviado ----- De: ${A}Para: "help@msp.example" <help@msp.example>CC: ${B}Enviado: lunes, 2 de noviembre de 2026, 09:00:00 CETAsunto: Toner is empty${body}`,
    ],
    [
      'Yahoo, Polish, colons missing',
      `   ----- Przekazana wiadomość ----- Od: ${A}Do: "help@msp.example" <help@msp.example>Dw ${B}Wysłano: poniedziałek, 2 listopada 2026, 09:00:00 CETTemat: Toner is empty${body}`,
    ],
    [
      'Samsung',
      `-------- Forwarded message --------From: ${A} Date: 02/11/2026  09:00  (GMT+01:00) To: help@msp.example Cc: ${B} Subject: Toner is empty${body}`,
    ],
    ['MailMate', `Forwarded message:\n\n${quoted(english + body)}`],
    [
      'HubSpot, Danish',
      `---------- Videresendt besked ----------\nFra: ${A}\nDato: 2. nov. 2026\nEmne: Toner is empty\nTil: help@msp.example\nCc: ${B}${body}`,
    ],
    [
      'Notes',
      `----- Forwarded by Tech/MSP on 11/02/2026 10:00 AM -----\n\nFrom:\t${A}\nTo:\thelp@msp.example\nCc:\t${B}\nDate:\t11/02/2026 09:00 AM\nSubject:\tToner is empty${body}`,
    ],
    [
      'eM Client',
      `------ Forwarded Message ------\nFrom "Alice Fabrikam" <alice@fabrikam.example>\nTo help@msp.example\nCc "Bob Fabrikam" <bob@fabrikam.example>\nDate 11/2/2026 9:00:00 AM\nSubject Toner is empty${body}`,
    ],
    [
      'Chinese',
      `---------- 转发的邮件 ----------\n发件人： ${A}\n日期：2026年11月2日 9:00\n主题：Toner is empty\n收件人：help@msp.example\n抄送：${B}${body}`,
    ],
  ])('%s', (_, text) => {
    expect(forward(text, 'Something else')).toMatchObject({ ...expected, date: expect.stringContaining('2') });
  });
});

describe('a forward that only its subject shows', () => {
  const outlook = (rule = '') =>
    `${rule}From: ${A}\nSent: Monday, 2 November 2026 9:00\nTo: help@msp.example <help@msp.example>\nCc: ${B}\nSubject: Toner is empty${body}`;

  test.each([
    'FW: x',
    'WG: x',
    'TR: x',
    'RV: x',
    'I: x',
    'ENC: x',
    'VB: x',
    'VL: x',
    'PD: x',
    'VS: x',
    'İLT: x',
    'Doorst: x',
    '转发: x',
    '轉寄: x',
    'הועבר: x',
    '[EXTERNAL] Fwd: x',
    'Fwd: Re: x',
    'TR : x',
  ])('%s', (subject) => {
    expect(forward(outlook(), subject)).toMatchObject(expected);
  });

  test('with the rule of Outlook on the web, or "Original Message"', () => {
    expect(forward(outlook('________________________________\n'))).toMatchObject(expected);
    expect(forward(outlook('-----Original Message-----\n'))).toMatchObject(expected);
    expect(
      forward(
        `---------- Ursprüngliche Nachricht ----------\nVon: ${A}\nAn: help@msp.example\nCc: ${B}\nDatum: 02.11.2026 09:00\nBetreff: Toner is empty${body}`,
      ),
    ).toMatchObject(expected);
  });

  test('with the body right below the header', () => {
    expect(forward(outlook().replace('\n\nThe', '\nThe'))).toMatchObject(expected);
  });
});

describe('no forward', () => {
  test.each([
    ['an answer with a header block', 'Re: Toner', `Thanks!\n\n${english}${body}`],
    ['an answer with a forward in its quotation', 'AW: Fwd: Toner', `Thanks!\n\n---------- Forwarded message ---------\n${english}${body}`],
    ['an answer that lost its prefix', 'Toner', `Thanks!\n\n${english}${body}`],
    [
      'an answer, and a forward far below',
      'Toner',
      `Thanks!\n\nOn 2 Nov 2026, at 09:00, ${A} wrote:\n\n---------- Forwarded message ---------\n${english}${body}`,
    ],
    [
      'an answer in Finnish, whose "VS:" forwards elsewhere',
      'VS: Toner',
      `Kiitos!\n\nLähettäjä: ${A}\nLähetetty: maanantai 2. marraskuuta 2026\nVastaanottaja: help@msp.example\nAihe: Toner${body}`,
    ],
    ['a forward without any header', 'Fwd: Toner', 'See the attachment.'],
    ['a plain mail', 'Toner', 'The toner is empty.'],
    ['a line that only looks like it', 'Toner', 'Forwarded message: none\n\nI forwarded the message:\nno header here'],
  ])('%s', (_, subject, text) => {
    expect(forward(text, subject)).toBeNull();
  });
});

describe('what belongs to whom', () => {
  test('of nested forwards the outermost counts; the inner ones are its text', () => {
    const inner = `---------- Forwarded message ---------\nFrom: Carol <carol@fabrikam.example>\nDate: 1 Nov\nSubject: Toner\nTo: ${A}\n\nIt is grey.`;
    const found = forward(`---------- Forwarded message ---------\n${english}${body}\n${inner}`);
    expect(found?.from).toEqual(alice);
    expect(found?.text).toBe(`The toner is empty.\n\nAlice\n\n${inner}`);
  });

  test("the words above and below are the forwarder's, not the client's", () => {
    const text = `Please take this one.\n\n> Begin forwarded message:\n>\n${quoted(english + body)}\n-- \nThe technician`;
    expect(forward(text)).toMatchObject({ text: expected.text });
    expect(replyText({ text, html: null, subject: 'Fwd: Toner' }).text).toBe('Please take this one.');
  });

  test('missing fields are null or empty', () => {
    expect(forward(`---------- Forwarded message ---------\nFrom: ${A}\nTo: help@msp.example${body}`)).toMatchObject({
      from: alice,
      cc: [],
      subject: null,
      date: null,
    });
  });

  test('from HTML without a text part (Gmail, Outlook)', () => {
    const gmail = textFromHtml(
      '<div dir="ltr"><br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong class="gmail_sendername">Alice Fabrikam</strong> <span dir="auto">&lt;<a href="mailto:alice@fabrikam.example">alice@fabrikam.example</a>&gt;</span><br>Date: Mon, Nov 2, 2026<br>Subject: Toner is empty<br>To:  &lt;<a href="mailto:help@msp.example">help@msp.example</a>&gt;<br>Cc: Bob Fabrikam &lt;<a href="mailto:bob@fabrikam.example">bob@fabrikam.example</a>&gt;<br></div><br><br><p>The toner is empty.</p><p>Alice</p></div></div>',
    );
    expect(forward(gmail)).toMatchObject(expected);
    const outlook = textFromHtml(
      '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal><b>Von:</b> Alice Fabrikam &lt;alice@fabrikam.example&gt; <br><b>Gesendet:</b> Montag<br><b>An:</b> help@msp.example<br><b>Cc:</b> Bob Fabrikam &lt;bob@fabrikam.example&gt;<br><b>Betreff:</b> Toner is empty<o:p></o:p></p></div></div><p>The toner is empty.</p><p>Alice</p>',
    );
    expect(forward(outlook, 'WG: Toner is empty')).toMatchObject(expected);
  });
});
