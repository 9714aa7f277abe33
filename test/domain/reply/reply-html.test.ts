import { describe, expect, test } from 'vitest';
import { textFromHtml } from '../../../shared/domain/body/text-from-html.ts';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

/**
 * An HTML answer to a mail of ours (how programs mark quotations: test/fixtures/replies); the text
 * part is made from it, as for mails that have none.
 */
const answer = (html: string) => replyText({ text: textFromHtml(html), html, subject: 'Re: The printer' });
const visible = (html: string | null) => textFromHtml(html ?? '');

describe('in doubt a line is kept', () => {
  test('answers between quoted pieces', () => {
    const html =
      '<div class="gmail_quote"><div class="gmail_attr">On Mon, Nov 2, 2026 at 9:00 AM Support &lt;support@contoso.example&gt; wrote:</div><blockquote class="gmail_quote">Does it print?</blockquote><div>Yes.</div><blockquote class="gmail_quote">And scan?</blockquote><div>No.</div></div>';
    const reply = answer(html);
    expect(reply.text.split('\n').filter(Boolean)).toEqual(['> Does it print?', 'Yes.', '> And scan?', 'No.']);
    expect(visible(reply.html)).not.toContain('wrote:');
    expect(visible(reply.html)).toContain('No.');
  });

  test('below the quotation', () => {
    const html =
      '<div class="moz-cite-prefix">On 11/2/26 09:00, Support wrote:</div><blockquote type="cite" cite="mid:x"><p>Does it print?</p></blockquote><p>Yes.</p>';
    expect(answer(html)).toMatchObject({ text: 'Yes.', trimmed: true });
  });

  test('indented text that nobody cites', () => {
    const html = '<p>It says this</p><blockquote style="margin-left:40px"><p>Error 5</p></blockquote>';
    expect(answer(html)).toMatchObject({ trimmed: false, html: null });
  });

  test('a picture between text and quotation', () => {
    const html =
      '<div>It looks so</div><div><img src="cid:shot@fabrikam.example"></div><div class="gmail_quote"><blockquote class="gmail_quote">Please try again.</blockquote></div>';
    const reply = answer(html);
    expect(reply.text).toBe('It looks so\n[image]');
    expect(reply.html).toContain('cid:shot@fabrikam.example');
  });

  test('text that somebody wrote inside the signature', () => {
    const text = 'May I ask one more thing? The scanner does not work since Monday, could you have a look at it?';
    expect(answer(`<div>Thanks</div><div class="gmail_signature">${text}</div>`).text).toContain(text);
  });

  test('a text part that says more than the HTML', () => {
    const html = '<div>It works now.</div><div class="gmail_quote"><blockquote class="gmail_quote">Please try again.</blockquote></div>';
    const reply = replyText({ text: 'It works now.\n\nBut the scanner does not.', html, subject: 'Re: The printer' });
    expect(reply).toMatchObject({ text: 'It works now.\n\nBut the scanner does not.', html: null });
  });
});

test('the HTML marks what a text part without quote marks does not', () => {
  const html = '<div>It works now.</div><div id="divRplyFwdMsg"><b>Xyz:</b> Support</div><div>Please try again.</div>';
  const reply = replyText({ text: 'It works now.\nXyz: Support\nPlease try again.\n', html, subject: 'Re: The printer' });
  expect(reply).toMatchObject({ text: 'It works now.', trimmed: true });
});

test('elements that extend beyond what is cut keep their structure', () => {
  const html =
    '<html><body><table><tr><td><p>It works now.</p><div class="gmail_quote"><blockquote class="gmail_quote">old</blockquote></div></td></tr></table></body></html>';
  expect(answer(html).html).toBe('<html><body><table><tr><td><p>It works now.</p></td></tr></table></body></html>');
});
