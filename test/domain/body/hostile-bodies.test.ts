import { describe, expect, test } from 'vitest';
import { textFromHtml } from '../../../shared/domain/body/text-from-html.ts';
import { forwardedMail } from '../../../shared/domain/reply/forwarded.ts';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';
import { linearMs } from '../../support/linear-time.ts';

/**
 * What is done with each mail's body, and how long that may take, the best of three runs. CPU time,
 * so that a busy machine makes little difference.
 */
function readWithin(body: { text: string; html: string | null }): void {
  const allowed = linearMs(body.text.length + (body.html?.length ?? 0));
  for (const subject of ['Re: x', 'Fwd: x']) {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 3 && best > allowed; run += 1) {
      const before = process.cpuUsage();
      const reply = replyText({ ...body, subject, from: { address: 'a@b.example', name: 'A B' } });
      forwardedMail({ text: body.text, subject, parts: [] });
      const { user, system } = process.cpuUsage(before);
      best = Math.min(best, (user + system) / 1000);
      expect(reply.text.length).toBeLessThanOrEqual(body.text.length);
    }
    expect(best, `${body.text.length} characters that begin with ${JSON.stringify(body.text.slice(0, 80))}`).toBeLessThan(allowed);
  }
}

const repeated = (piece: string, length = 200_000) => piece.repeat(Math.ceil(length / piece.length));

describe('bodies that were made to cost time', () => {
  test.each([
    ['line feeds', '\n'],
    ['one endless line', 'a'],
    ['blanks', ' '],
    ['quotation marks', '>'],
    ['quoted lines', '> a\n'],
    ['labels', 'From: a@b.example\n'],
    ['labels of a list that goes on', 'To: a@b.example,\nb@c.example,\n'],
    ['header blocks', 'From: a@b.example\nTo: x\nDate: 2026\nSubject: y\n'],
    ['folded header blocks', 'From:\n\nTo:\n\n'],
    ['attributions', 'On 2 Nov 2026 at 9:00 a <a@b.example> wrote:\n'],
    ['first halves of attributions', 'On 2 Nov 2026 at 9:00 a <a@b.example>\n'],
    ['attributions with brackets apart', 'On 2 Nov 2026 at 9:00 a\n\n<\n\nmailto:a\n\n'],
    ['brackets apart', 'On 2 Nov 2026 at 9:00 <\n>\n>\n'],
    ['indented lines below an attribution', 'On 2 Nov 2026 at 9:00 a <a@b.example> wrote:\n    a\n'],
    ['dates', '2026-11-02 09:00 '],
    ['at signs', 'a@'],
    ['colons', ':\n'],
    ['dashes', '-'],
    ['lines of dashes', `${'-'.repeat(190)}x${'-'.repeat(8)}\n`],
    ['signature delimiters', '-- \n'],
    ['signatures', '-- \na\n'],
    ['rules', '_____\na@b.example\n'],
    ['rules with a name', '_____\nA B\n'],
    ['quotations and rules', '> a\n_____\na\n'],
    ['links in Markdown', '[Get Outlook](https://'],
    ['devices', 'From my iPhone iPhone\n'],
    ['apologies', 'Sent from my iPhone\nplease excuse '],
    ['marks of trackers', '\u1427\n'],
    ['separators', '---------- Forwarded message ---------\n'],
    ['separators with something behind', `----- Forwarded Message ----- From: a <a@b.example>${'To: '.repeat(900)}\n`],
    ['"Sent from"', 'Sent from my iPhone\n'],
    ['disclaimers', 'This e-mail and any attachments\n'],
    ['armour', '-----BEGIN PGP SIGNATURE-----\n'],
    ['capitals', 'AB> a\n\n'],
    ['brackets', '<(['],
    ['names without addresses', 'From: a\nSubject: b\nTo: a, b; c\n'],
    ['letters that are longer in lower case', 'İ'],
    ['half characters', '\ud800'],
    ['marks of the writing direction', '\u202b\u200f'],
  ])('%s', (_, piece) => {
    readWithin({ text: repeated(piece), html: null });
  });

  test.each([
    ['quotations', '<blockquote type="cite">'],
    ['quotations and text', '<div class="gmail_quote">On 2 Nov 2026 9:00 a &lt;a@b.example&gt; wrote:<blockquote>a</div>'],
    ['headers', '<div id="divRplyFwdMsg"><b>From:</b> a@b.example<br>'],
    ['closing tags', 'a</div></blockquote>'],
    ['paragraphs', '<p>a'],
    ['images', '<img src="cid:1">'],
  ])('HTML of %s', (_, piece) => {
    const html = repeated(piece);
    readWithin({ text: textFromHtml(html), html });
  });

  test('a header field of a megabyte', () => {
    readWithin({
      text: `---------- Forwarded message ---------\nFrom: a@b.example\nTo: ${'"a, <b'.repeat(150_000)}\nSubject: x\n\ny`,
      html: null,
    });
  });
});

describe('mutations of ordinary bodies', () => {
  const texts = [
    'It works now.\n\nOn Mon, Nov 2, 2026 at 9:00 AM Support <support@contoso.example> wrote:\n\n> Please try again.\n> On Sun Alice wrote:\n>> It is broken.\n\n-- \nAlice\nSent from my iPhone\n',
    '---------- Forwarded message ---------\nFrom: Alice <alice@fabrikam.example>\nDate: Mon, Nov 2, 2026\nSubject: Toner\nTo: "Fabrikam, B" <help@msp.example>, b; c\n\nHello\n\n-----Original Message-----\nVon: x\nGesendet: y\nAn: z\nBetreff: w\n\nThis e-mail and any attachments are confidential.\n',
  ];
  const html =
    '<html><head><style>p{}</style></head><body><div>It <b>works</b></div><ul><li>a</ul><table><tr><td>a<td>b</table><div class="gmail_quote"><div class="gmail_attr">On Mon Support &lt;s@c.example&gt; wrote:<br></div><blockquote type="cite" class="gmail_quote"><p>old &amp; older</p><img src="cid:1"></blockquote></div><div class="gmail_signature">Alice</div><a href="https://x.example">y</a></body></html>';

  /** A generator of numbers below a bound, the same in each run (LCG of Numerical Recipes). */
  const numbers = (seed: number) => {
    let state = seed;
    return (bound: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    };
  };

  test('5,000 of them: nothing throws, nothing takes long, no text is made up', () => {
    const below = numbers(7);
    const pieces = [...texts, html].flatMap((body) => body.split(/(?<=[\n>:])/));
    const mutate = (body: string) => {
      const at = below(body.length + 1);
      const piece = pieces[below(pieces.length)] ?? '';
      const what = below(4);
      if (what === 0) return body.slice(0, at) + piece + body.slice(at);
      if (what === 1) return body.slice(0, at) + body.slice(at + below(60));
      if (what === 2) return body.slice(0, at) + String.fromCharCode(below(0x3000)) + body.slice(at + 1);
      return body.slice(at) + body.slice(0, at);
    };
    for (let round = 0; round < 5_000; round += 1) {
      let text = texts[below(texts.length)] ?? '';
      let rich = html;
      for (let steps = below(6); steps >= 0; steps -= 1) {
        text = mutate(text);
        rich = mutate(rich);
      }
      const reply = replyText({ text, html: round % 2 ? rich : null, subject: round % 3 ? 'Re: x' : 'Fwd: x' });
      forwardedMail({ text, subject: round % 3 ? 'x' : 'Fwd: x', parts: [] });
      if (round % 2 === 0) {
        const whole = reply.segments.map((segment) => segment.text).join('\n');
        expect(whole).toBe(text.replace(/\r\n?/g, '\n'));
        for (const line of reply.text.split('\n')) expect(text).toContain(line);
      }
    }
  });
});
