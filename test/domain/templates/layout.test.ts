import { describe, expect, test } from 'vitest';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';
import { type LaidOut, layout, maxHtmlBytes, ticketFooter } from '../../../shared/domain/templates/layout.ts';
import { layoutWords } from '../../../shared/domain/templates/layout-words.ts';
import { layoutColours } from '../../../shared/domain/templates/mail-document.ts';
import { LanguageCode } from '../../../shared/domain/text/language-code.ts';

const alice = { address: 'alice@fabrikam.example', name: 'Alice Ames' };
const bob = { address: 'bob@fabrikam.example', name: 'Bob <b>' };

const laidOut = (change: Partial<LaidOut> = {}) =>
  layout({
    language: 'en',
    html: '<p>Please restart it.</p>',
    text: 'Please restart it.',
    signature: { html: '<p>Tina, Contoso</p>', text: 'Tina, Contoso' },
    quote: { from: alice, at: '2026-11-28T14:05:00.000Z', text: 'The screen is blue.\n> Is it on?\n\nYes.' },
    footer: ticketFooter('en', 'SUP-1001', 'https://psa.contoso.example/tickets/SUP-1001?a=1&b=2'),
    preheader: null,
    alsoSentTo: [bob],
    ...change,
  });

describe('the text of a mail', () => {
  test('has what it says, who else got it, the signature, the footer, the quotation', () => {
    expect(laidOut().text).toBe(
      [
        ...['Please restart it.', '', 'Also sent to: Bob <b> <bob@fabrikam.example>', '', '-- ', 'Tina, Contoso', ''],
        ...['Ticket SUP-1001: https://psa.contoso.example/tickets/SUP-1001?a=1&b=2', ''],
        ...['On 28 Nov 2026, 14:05 UTC, Alice Ames wrote:', '> The screen is blue.', '>> Is it on?', '>', '> Yes.', ''],
      ].join('\n'),
    );
  });

  test('has nothing where there is nothing', () => {
    const none = { signature: { html: '', text: ' ' }, quote: null, footer: null, alsoSentTo: [] };
    expect(laidOut({ ...none, text: '\r\nHello\r\n\r\n\r\n\r\nBye\r\n' }).text).toBe('Hello\n\nBye\n');
  });

  test('has no line that mail forbids (RFC 5322 2.1.1)', () => {
    const long = `${'word '.repeat(400)}${'😀'.repeat(1000)}`;
    const { text } = laidOut({ text: long, quote: { from: alice, at: '2026-11-28T14:05:00.000Z', text: long } });
    expect(Math.max(...text.split('\n').map((line) => Buffer.byteLength(line)))).toBeLessThan(998);
    expect(text.isWellFormed()).toBe(true);
    expect(text.replace(/[>\s]/g, '').match(/😀/gu)).toHaveLength(2000);
  });
});

describe('the HTML of a mail', () => {
  const { html } = laidOut({ preheader: 'Answer <1>' });

  test('says the same, escaped, in the same order', () => {
    const order = ['Please restart it.', 'Bob &lt;b&gt;', 'Tina, Contoso', 'SUP-1001', 'Alice Ames wrote:', 'The screen is blue.<br>'];
    const places = order.map((words) => html.indexOf(words));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(html).toContain('href="https://psa.contoso.example/tickets/SUP-1001?a=1&amp;b=2"');
  });

  test('stands in classic Outlook: tables and cells, nothing that Word ignores', () => {
    expect(html).toContain('width="100%"');
    expect(html).not.toMatch(/max-width|margin:[^;"]*auto|background-image|float:|display:(?!none)/);
    // Word pads cells alone
    expect(html.match(/<(?:p|div|blockquote)[^>]*padding/)).toBeNull();
    expect(html).toContain('mso-hide:all');
  });

  test('names its language and direction, and leaves that of what people write to the program', () => {
    expect(laidOut({ language: 'pl' }).html).toContain('<html lang="pl" dir="ltr">');
    expect(html).toContain('<td dir="auto"');
  });

  test('loads nothing and runs nothing', () => {
    const pictures =
      '<img src="https://x.example/a.gif" alt="a & b"><img src="data:image/gif;base64,R0"><IMG src="cid:1@psa"><img src=/api/x>';
    const shown = laidOut({ html: `<p>${pictures}</p>` }).html;
    expect(shown).toContain('<p>[a &amp; b]<IMG src="cid:1@psa"></p>');
    expect(shown).not.toMatch(/<script|<link|@import|url\(|src="(?!cid:)|data:/i);
  });

  test('is not cut by Gmail: the quotation is, and nothing else', () => {
    const text = `${'A line with <signs> & ümlauts.\n'.repeat(5000)}The end.`;
    const cut = laidOut({ html: `<p>${'x'.repeat(70_000)}</p>`, quote: { from: alice, at: '2026-11-28T14:05:00.000Z', text } });
    expect(Buffer.byteLength(cut.html)).toBeLessThanOrEqual(maxHtmlBytes);
    expect(cut.html).toMatch(/&lt;signs&gt; &amp; ümlauts\.<br>\n\[…\] The rest is left out here\.<\/blockquote>/);
    expect(cut.html).toMatch(/SUP-1001 &#183;[\s\S]*<\/html>\n$/);
    expect(cut.text.endsWith('> […] The rest is left out here.\n')).toBe(true);
    expect(cut.text).not.toContain('The end.');
    const own = laidOut({ html: `<p>${'x'.repeat(90_000)}</p>` }).html;
    expect(own).toContain('x'.repeat(90_000));
    expect(own).not.toContain('The screen is blue.');
  });
});

describe('its colours are read', () => {
  const [white, black] = ['#ffffff', '#1e1e1e'];
  const { light, dark } = layoutColours;
  test.each(Object.entries(light))('%s of a light mail, everywhere', (_, colour) => {
    expect(contrast(colour, white)).toBeGreaterThanOrEqual(4.5);
    // turned by a program, and not turned before a ground that is
    expect(contrast(inverted(colour), black)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour, black)).toBeGreaterThanOrEqual(3);
  });
  test.each(Object.entries(dark))('%s where dark is asked for', (_, colour) => {
    expect(contrast(colour, black)).toBeGreaterThanOrEqual(4.5);
  });
  test('no others are in a mail', () => {
    const used = new Set(laidOut().html.match(/(?<=color:|solid )(?!-scheme|light)[^;}!"]+/g));
    expect([...used].toSorted()).toEqual([...Object.values(light), ...Object.values(dark)].toSorted());
  });
});

describe('in each language', () => {
  test.each(LanguageCode.options)('%s: the line above the quotation is known as one when it comes back', (language) => {
    const quote = { from: alice, at: '2026-11-28T14:05:00.000Z', text: 'The screen is blue.' };
    const mail = laidOut({ language, quote, signature: null, footer: null, alsoSentTo: [] });
    const read = replyText({ text: mail.text, html: null, subject: 'Re: x', inReplyTo: [], references: ['<1@x>'], from: null });
    expect(read.text).toBe('Please restart it.');
  });

  test.each(LanguageCode.options)('%s has all words', (language) => {
    const words = layoutWords[language];
    const all = [words.alsoSentTo, words.shortened, words.openTicket, ...Object.values(words.status)];
    expect(all.every((each) => each.trim() !== '' && !/[<>&"!]/.test(each))).toBe(true);
  });
});

test('a name from outside is a name and nothing more', () => {
  const name = `Eve\r\nBcc: x@y.example \u202e<script>alert(1)</script>${'x'.repeat(500)}`;
  const hostile = { address: 'eve@fabrikam.example', name };
  const mail = laidOut({
    alsoSentTo: [hostile, { ...alice, name: `\u202e<script>${'y'.repeat(500)}` }],
    quote: { from: hostile, at: '2026-11-28T14:05:00.000Z', text: '<script>' },
  });
  expect(mail.html).not.toMatch(/<script|\u202e/);
  expect(mail.text).not.toMatch(/\u202e|^Bcc/m);
  expect(mail.text).toContain(`Also sent to: eve@fabrikam.example, <script>${'y'.repeat(71)}… <alice@fabrikam.example>`);
  const many = laidOut({ alsoSentTo: Array.from({ length: 50 }, (_, n) => ({ address: `u${n}@x.example`, name: null })) });
  expect(many.text).toContain('u19@x.example (+30)');
});

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
/** As programs turn a colour: its hue stays, its lightness (HSL) is mirrored. */
function inverted(colour: string): string {
  const rgb = channels(colour);
  const shift = 1 - Math.max(...rgb) - Math.min(...rgb);
  return `#${rgb
    .map((c) =>
      Math.round(Math.min(1, Math.max(0, c + shift)) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
const channels = (colour: string): number[] => (colour.match(/[0-9a-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16) / 255);
