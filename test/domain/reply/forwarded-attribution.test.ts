import { describe, expect, test } from 'vitest';
import { textFromHtml } from '../../../shared/domain/body/text-from-html.ts';
import { forwardedMail } from '../../../shared/domain/reply/forwarded.ts';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

const forward = (text: string, subject = 'FW: Printer on floor 3') => forwardedMail({ subject, text, parts: [] });
const clara = { address: 'clara@client.example', name: 'Clara Client' };
const C = 'Clara Client';
const a = 'clara@client.example';
const printed = 'The printer prints nothing but stripes.\n\n  - floor 3\n\nCould somebody have a look?';
const indented = printed.replace(/^(?=.)/gm, '    ');
const quoted = printed.replace(/^/gm, '> ');

/** What Outlook for the Mac writes above a mail that it forwards, and the date in it. */
const languages: [string, string, string, string][] = [
  ['cs', 'FW', `Dne 02.03.2026 12:46, ${C} <${a}> napsal(a):`, '02.03.2026 12:46'],
  ['da', 'VS', `D. 02.03.2026 12.46 skrev "${C}" <${a}>:`, '02.03.2026 12.46'],
  ['de', 'WG', `Am 02.03.2026, 12:46 schrieb "${C}" <${a}>:`, '02.03.2026, 12:46'],
  ['en', 'FW', `On 02/03/2026 12:46, "${C}" <${a}> wrote:`, '02/03/2026 12:46'],
  ['en, twelve hours', 'Fwd', `On 3/2/26, 12:46 PM, "${C}" <${a}> wrote:`, '3/2/26, 12:46 PM'],
  ['es', 'RV', `El 02/03/2026 12:46, "${C}" <${a}> escribió:`, '02/03/2026 12:46'],
  ['fi', 'VL', `${C} <${a}> kirjoitti 2.3.2026 kello 12.46:`, '2.3.2026 kello 12.46'],
  ['fr', 'TR', `Le 02/03/2026 12:46, « ${C} » <${a}> a écrit :`, '02/03/2026 12:46'],
  ['hu', 'Továbbítva', `2026. 03. 02. 12:46 időpontban ${C} (${a}) ezt írta:`, '2026. 03. 02. 12:46'],
  ['it', 'I', `Il giorno 02/03/2026 12:46 "${C}" <${a}> ha scritto:`, '02/03/2026 12:46'],
  ['nl', 'Doorst', `Op 02/03/2026 12:46 heeft ${C} <${a}> geschreven:`, '02/03/2026 12:46'],
  ['no', 'VS', `${C} <${a}> skrev følgende den 02.03.2026 12:46:`, '02.03.2026 12:46'],
  ['pl', 'PD', `Dnia 02.03.2026 12:46 „${C}” <${a}> napisał:`, '02.03.2026 12:46'],
  ['pt', 'ENC', `Em 02/03/2026 12:46, "${C}" <${a}> escreveu:`, '02/03/2026 12:46'],
  ['ru', 'FW', `02.03.2026 12:46 пользователь "${C}" <${a}> написал:`, '02.03.2026 12:46'],
  ['sk', 'FW', `2. 3. 2026 12:46 používateľ ${C} (<${a}>) napísal:`, '2. 3. 2026 12:46'],
  ['sv', 'VB', `Den 2026-03-02 12:46 skrev "${C}" <${a}> följande:`, '2026-03-02 12:46'],
  ['tr', 'İLT', `"${C}" <${a}>, 2.03.2026 12:46 tarihinde şunu yazdı:`, '2.03.2026 12:46'],
  ['uk', 'Пересл', `пн, 2 бер. 2026 р. о 12:46 ${C} <${a}> пише:`, 'пн, 2 бер. 2026 р. о 12:46'],
  ['el', 'ΠΡΘ', `Στις Δευ 2 Μαρ 2026 στις 12:46 μ.μ., ο χρήστης ${C} <${a}> έγραψε:`, 'Δευ 2 Μαρ 2026 στις 12:46 μ.μ.'],
  ['ar', 'إعادة توجيه', `في الاثنين، ٢ مارس ٢٠٢٦ في ١٢:٤٦ م تمت كتابة ما يلي بواسطة ${C} <${a}>:`, 'الاثنين، ٢ مارس ٢٠٢٦ في ١٢:٤٦ م'],
  ['ja', '転送', `2026年3月2日(月) 12:46 ${C} <${a}>:`, '2026年3月2日(月) 12:46'],
  ['zh', '转发', `${C} <${a}> 于2026年3月2日周一 12:46写道：`, '2026年3月2日周一 12:46'],
];

describe('a forwarded mail below one line that says who wrote it', () => {
  const expected = (date: string) => ({ from: clara, to: [], cc: [], subject: 'Printer on floor 3', date, text: printed });
  test.each(languages)('%s: marked by indentation, by ">" or by nothing', (_, prefix, line, date) => {
    const subject = `${prefix}: Printer on floor 3`;
    for (const body of [indented, quoted, printed]) {
      expect(forward(`Please open a ticket for her.\n\n${line}\n\n${body}\n`, subject)).toEqual(expected(date));
      expect(forward(`\ufeff${line}\n\n${body}`, subject)).toEqual(expected(date));
    }
  });

  test.each(languages)('%s: the note is what the forwarder wrote, and nothing without one', (_, prefix, line) => {
    for (const body of [indented, quoted, printed]) {
      const mail = { subject: `${prefix}: Printer on floor 3`, html: null };
      expect(replyText({ ...mail, text: `Please open a ticket for her.\n\n${line}\n\n${body}\n` }).text).toBe(
        'Please open a ticket for her.',
      );
      expect(replyText({ ...mail, text: `${line}\n\n${body}\n` }).text).toBe('');
    }
  });

  test('what is left out is shown as a forward, not as a quotation', () => {
    const text = `Please open a ticket for her.\n\n${languages[3]?.[2]}\n\n${quoted}`;
    expect(replyText({ text, html: null, subject: 'FW: Printer' }).segments.map(({ kind }) => kind)).toEqual(['reply', 'forward']);
  });

  test('as HTML with a blockquote', () => {
    const paragraphs = '<p>The printer prints nothing but stripes.</p><p>Could somebody have a look?</p>';
    for (const blockquote of ['<blockquote>', '<blockquote type="cite">', '<blockquote style="margin-left:.5in">']) {
      const html = `<p>Please open a ticket for her.</p><div>On 02/03/2026 12:46, "Clara Client" &lt;<a href="mailto:${a}">${a}</a>&gt; wrote:</div><br>${blockquote}${paragraphs}</blockquote>`;
      expect(forward(textFromHtml(html))).toMatchObject({
        from: clara,
        text: 'The printer prints nothing but stripes.\n\nCould somebody have a look?',
      });
      expect(replyText({ text: textFromHtml(html), html, subject: 'FW: Printer' }).text).toBe('Please open a ticket for her.');
    }
  });

  test('wrapped by the mail program', () => {
    expect(forward(`On Mon, Mar 2, 2026 at 12:46 PM Clara Client <\nclara@client.example> wrote:\n\n${quoted}`)).toMatchObject({
      from: clara,
      date: 'Mon, Mar 2, 2026 at 12:46 PM',
      text: printed,
    });
  });

  test('the subject of a reply stays one; tags before it are removed', () => {
    expect(forward(`${languages[3]?.[2]}\n\n${indented}`, '[EXTERNAL] FW: RE: Printer')?.subject).toBe('RE: Printer');
  });

  test('with the signature of the forwarder below it', () => {
    for (const body of [indented, quoted]) {
      expect(forward(`${languages[3]?.[2]}\n\n${body}\n\n-- \nTess Tech\n`)).toMatchObject({ from: clara, text: printed });
    }
  });

  test('whose text contains a reply: the outermost counts', () => {
    const inner = `${printed}\n\nOn 01/03/2026 08:00, "Bob Boss" <bob@client.example> wrote:\n\n> Stripes again?`;
    expect(forward(`${languages[3]?.[2]}\n\n${inner.replace(/^(?=.)/gm, '    ')}`)).toMatchObject({ from: clara, text: inner });
    expect(forward(`${languages[3]?.[2]}\n\n${inner.replace(/^/gm, '> ')}`)).toMatchObject({ from: clara, text: inner });
  });
});

describe('no forward', () => {
  const line = `On 02/03/2026 12:46, "Clara Client" <${a}> wrote:`;
  test.each([
    ['an answer to a forward', 'RE: FW: Printer', `Done.\n\n${line}\n\n${indented}`],
    ['an answer in German to a forward', 'AW: WG: Printer', `Erledigt.\n\n${line}\n\n${quoted}`],
    ['an answer in Finnish, whose "VS:" forwards elsewhere', 'VS: Printer', `Kiitos!\n\n${languages[6]?.[2]}\n\n${quoted}`],
    ['an answer without a prefix', 'Printer', `Thanks!\n\n${line}\n\n${quoted}`],
    ['a subject that only begins with the word', 'Fwd printing fails', `Thanks!\n\n${line}\n\n${quoted}`],
    ['what somebody said, without a date', 'Fwd: Printer', `Clara Client <${a}> wrote:\n\n> It prints stripes.`],
    ['what somebody said, told by the writer', 'Fwd: Printer', `I asked ${a} and she wrote:\n\n> It prints stripes.`],
    [
      'a sentence with a date and an address',
      'Fwd: Printer',
      `On Monday, 2 March 2026, at 9:00 our router died and my colleague Bob <bob@x.example> wrote:\n\nit is dead.`,
    ],
    ['an attribution in what is quoted', 'Fwd: Printer', `What does he mean?\n\n> ${line}\n> > It prints stripes.`],
    [
      'answers between quoted lines',
      'Fwd: Printer',
      `${line}\n\n> The printer prints nothing but stripes.\n\nWhich one?\n\n> Could somebody have a look?\n\nYes.`,
    ],
  ])('%s', (_, subject, text) => {
    expect(forward(text, subject)).toBeNull();
  });

  test('the answers between quoted lines are still shown', () => {
    const text = `${line}\n\n> It prints stripes.\n\nWhich one?\n\n> Could somebody have a look?\n\nYes.`;
    expect(replyText({ text, html: null, subject: 'Fwd: Printer' }).text).toContain('Which one?');
  });
});
