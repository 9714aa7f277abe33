import { describe, expect, test } from 'vitest';
import { textFromHtml } from '../../../shared/domain/body/text-from-html.ts';
import { replyText } from '../../../shared/domain/reply/reply-text.ts';

/** An HTML answer to a mail of ours; the text part is made from it, as for mails that have none. */
const answer = (html: string) => replyText({ text: textFromHtml(html), html, subject: 'Re: The printer' });
const visible = (html: string | null) => textFromHtml(html ?? '');

describe('the quotation that mail programs mark in HTML', () => {
  test.each([
    [
      'Gmail',
      '<div dir="ltr">It works now.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Nov 2, 2026 at 9:00 AM Support &lt;<a href="mailto:support@contoso.example">support@contoso.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex"><div>Please try again.</div></blockquote></div>',
    ],
    [
      'Gmail in a language that we do not know',
      '<div dir="ltr">It works now.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Qwx 2 Zyx 2026 Support &lt;support@contoso.example&gt; vlorp<br></div><blockquote class="gmail_quote"><div>Please try again.</div></blockquote></div>',
    ],
    [
      'Outlook for Windows',
      '<div class="WordSection1"><p class="MsoNormal">It works now.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Xyz:</b> Support<br><b>Abc:</b> Monday</p></div></div><p class="MsoNormal">Please try again.</p></div>',
    ],
    [
      'Outlook on the web',
      '<div style="font-family:Calibri">It works now.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> Support<br><b>Sent:</b> Monday<br><b>To:</b> Alice<br><b>Subject:</b> The printer</font></div><div>Please try again.</div>',
    ],
    [
      'new Outlook and Outlook for Mac',
      '<div>It works now.</div><div id="mail-editor-reference-message-container"><div><div style="border-top:1pt solid"><p><b>From: </b>Support</p></div><p>Please try again.</p></div></div>',
    ],
    [
      'Outlook for phones',
      '<div>It works now.</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr><div id="divRplyFwdMsg"><b>From:</b> Support</div><p>Please try again.</p>',
    ],
    [
      'Apple Mail',
      '<html><body>It works now.<br><div id="AppleMailSignature">Sent from my iPhone</div><div><br>On 2 Nov 2026, at 09:00, Support &lt;support@contoso.example&gt; wrote:<br><br></div><blockquote type="cite"><div>Please try again.</div></blockquote></body></html>',
    ],
    [
      'Thunderbird',
      '<p>It works now.</p><div class="moz-cite-prefix">On 11/2/26 09:00, Support wrote:<br></div><blockquote type="cite" cite="mid:t1@contoso.example"><p>Please try again.</p></blockquote><div class="moz-signature">-- <br>Alice</div>',
    ],
    [
      'Yahoo',
      '<div class="yahoo-style-wrap"><div dir="ltr">It works now.</div><div><br></div></div><div id="yahoo_quoted_123" class="yahoo_quoted"><div>On Monday, Support wrote:</div><div>Please try again.</div></div>',
    ],
    [
      'Proton',
      '<div>It works now.</div><div class="protonmail_signature_block">Sent with Proton Mail secure email.</div><div class="protonmail_quote">On Monday, November 2nd, 2026 at 9:00 AM, Support wrote:<br><blockquote class="protonmail_quote" type="cite">Please try again.</blockquote></div>',
    ],
    [
      'Zimbra',
      '<div>It works now.</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From: </b>"Support"<br></div><div data-marker="__QUOTED_TEXT__">Please try again.</div>',
    ],
    ['Hotmail', '<div>It works now.</div><hr id="stopSpelling">Date: Mon, 2 Nov 2026<br>Please try again.'],
    [
      'GMX and WEB.DE',
      '<div>It works now.</div><div name="quote" style="margin:10px 5px 5px 10px; border-left:2px solid #C3D9E5;"><div><b>Gesendet:</b> Montag<br><b>Von:</b> Support</div><div>Please try again.</div></div>',
    ],
    [
      'Roundcube',
      '<p>It works now.</p><p id="reply-intro">Am 2026-11-02 09:00, schrieb Support:</p><blockquote><div>Please try again.</div></blockquote>',
    ],
    [
      'Mail.ru',
      '<div>It works now.</div><blockquote style="border-left:1px solid #0857A6; margin:10px; padding:0 0 0 10px;">Понедельник, 2 ноября 2026, 9:00 от Support:<div>Please try again.</div></blockquote>',
    ],
    [
      'Spark',
      '<div name="messageBodySection"><div>It works now.</div></div><div name="messageSignatureSection">Sent with Spark</div><div name="messageReplySection">On 2 Nov 2026, 09:00 +0100, Support wrote:<br><blockquote type="cite">Please try again.</blockquote></div>',
    ],
    ['NetEase', '<div>It works now.</div><blockquote id="isReplyContent"><div>Please try again.</div></blockquote>'],
  ])('%s', (_, html) => {
    const reply = answer(html);
    expect(reply).toMatchObject({ text: 'It works now.', trimmed: true });
    expect(visible(reply.html)).toBe('It works now.');
  });
});

describe('in doubt a line stays', () => {
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

  test('text that somebody wrote into the place of the signature', () => {
    const text = 'May I ask one more thing? The scanner does not work since Monday, could you have a look at it?';
    expect(answer(`<div>Thanks</div><div class="gmail_signature">${text}</div>`).text).toContain(text);
  });

  test('a text part that says more than the HTML', () => {
    const html = '<div>It works now.</div><div class="gmail_quote"><blockquote class="gmail_quote">Please try again.</blockquote></div>';
    const reply = replyText({ text: 'It works now.\n\nBut the scanner does not.', html, subject: 'Re: The printer' });
    expect(reply).toMatchObject({ text: 'It works now.\n\nBut the scanner does not.', html: null });
  });
});

test('the HTML marks what a text part without quotation marks does not', () => {
  const html = '<div>It works now.</div><div id="divRplyFwdMsg"><b>Xyz:</b> Support</div><div>Please try again.</div>';
  const reply = replyText({ text: 'It works now.\nXyz: Support\nPlease try again.\n', html, subject: 'Re: The printer' });
  expect(reply).toMatchObject({ text: 'It works now.', trimmed: true });
});

test('elements that reach out of what is cut keep their shape', () => {
  const html =
    '<html><body><table><tr><td><p>It works now.</p><div class="gmail_quote"><blockquote class="gmail_quote">old</blockquote></div></td></tr></table></body></html>';
  expect(answer(html).html).toBe('<html><body><table><tr><td><p>It works now.</p></td></tr></table></body></html>');
});
