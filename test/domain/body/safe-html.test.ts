import { describe, expect, test } from 'vitest';
import { htmlFromText } from '../../../shared/domain/body/html-from-text.ts';
import { safeHtml } from '../../../shared/domain/body/safe-html.ts';

const served = (reference: string) => (decodeURIComponent(reference) === 'cid:pic@mail' ? '/api/tickets/t/attachments/a.0' : null);
const safe = (html: string) => safeHtml(html, served)?.html ?? null;

describe("a mail's HTML", () => {
  test('keeps what a person formats with', () => {
    const html =
      '<h1>Hi</h1><p style="color:#333;margin:0 4px">a <b>b</b> <i>c</i><br /></p><ul><li>x</li></ul><table><tr><td colspan="2">y</td></tr></table>';
    expect(safe(html)).toBe(html.replace('margin:0 4px', 'margin:0 4px'));
  });

  test.each([
    ['<script>alert(1)</script>x', 'x'],
    ['<p onclick="alert(1)">x</p>', '<p>x</p>'],
    ['<a href="javascript:alert(1)">x</a>', '<a target="_blank" rel="noopener noreferrer nofollow">x</a>'],
    ['<a href="\u00a0javascript:alert(1)">x</a>', '<a target="_blank" rel="noopener noreferrer nofollow">x</a>'],
    ['<a href="java\nscript:alert(1)">x</a>', '<a target="_blank" rel="noopener noreferrer nofollow">x</a>'],
    ['<a href="/api/mail/1/replay">x</a>', '<a target="_blank" rel="noopener noreferrer nofollow">x</a>'],
    ['<img src=x onerror=alert(1)>', '<img />'],
    ['<svg onload=alert(1)><text>x</text></svg>', ''],
    ['<math><mtext><img src=x onerror=alert(1)></mtext></math>', ''],
    ['<form action="https://evil.example"><input name=p></form>y', 'y'],
    ['<iframe srcdoc="<script>alert(1)</script>"></iframe>z', 'z'],
    ['<style>@import url(https://evil.example)</style>x', 'x'],
    ['<p style="background:url(https://t.example/p.gif);color:red">x</p>', '<p style="color:red">x</p>'],
    ['<p style="position:fixed;top:0">x</p>', '<p>x</p>'],
    ['<base href="https://evil.example"><p id="body" class="x">x</p>', '<p>x</p>'],
  ])('%s becomes %s', (html, expected) => {
    expect(safe(html)).toBe(expected);
  });

  test('shows pictures of the mail through us, and remembers remote ones without loading them', () => {
    expect(safe('<img src="cid:pic@mail" alt="p">')).toBe('<img alt="p" src="/api/tickets/t/attachments/a.0" />');
    expect(safe('<img src="cid:pic%40mail">')).toContain('/attachments/a.0');
    expect(safe('<img src="cid:other@mail">')).toBe('<img />');
    expect(safe('<img src="https://t.example/p.gif?a=1">')).toBe('<img data-remote-src="https://t.example/p.gif?a=1" />');
    expect(safe('<img data-remote-src="javascript:alert(1)">')).toBe('<img />');
    expect(safe('<img src="data:image/svg+xml,<svg onload=alert(1)>">')).toBe('<img />');
  });

  test.each([
    ['www.fabrikam.example', 'http://www.fabrikam.example'],
    ['fabrikam.example/shop?a=1', 'http://fabrikam.example/shop?a=1'],
    ['//fabrikam.example/shop', 'http://fabrikam.example/shop'],
    ['bücher.example', 'http://bücher.example'],
    ['intranet.fabrikam.example:8080', 'http://intranet.fabrikam.example:8080'],
    ['http:fabrikam.example', 'http://fabrikam.example'],
    ['https:/\\fabrikam.example', 'https://fabrikam.example'],
    ['https://fabrikam.example/a\n  b', 'https://fabrikam.example/a  b'],
    ['alice@fabrikam.example', 'mailto:alice@fabrikam.example'],
    ['cid:pic@mail', '/api/tickets/t/attachments/a.0'],
    ['#part2', '#part2'],
  ])('a link to %s leads to %s', (href, target) => {
    const { html, lost } = safeHtml(`<a href="${href}">x</a>`, served) ?? {};
    expect([html, lost?.links]).toEqual([`<a href="${target}" target="_blank" rel="noopener noreferrer nofollow">x</a>`, 0]);
  });

  test.each([
    '/api/mail/1/replay',
    'page.html',
    '../shop',
    'javascript:alert(1)',
    'file:///c:/x',
    '\\\\server\\share',
    'x',
    'a b.c',
    'cid:none@mail',
  ])('a link to %s is left out, and counted', (href) => {
    expect(safeHtml(`<a href="${href}">x</a>`, served)).toEqual({
      html: '<a target="_blank" rel="noopener noreferrer nofollow">x</a>',
      lost: { links: 1, pictures: 0 },
    });
  });

  test('a picture that is missing is counted; a remote one, one without a source, and one of the mail are not', () => {
    const html = '<img src="cid:none@mail"><img src="x.png"><img src="//t.example/p.png"><img><img src="cid:pic@mail">';
    expect(safeHtml(html, served)).toEqual({
      html: '<img /><img /><img data-remote-src="https://t.example/p.png" /><img /><img src="/api/tickets/t/attachments/a.0" />',
      lost: { links: 0, pictures: 2 },
    });
  });

  test('that ends within a tag shows what is before it', () => {
    expect(safe('<p>one<table border="1')).toBe('<p>one</p>');
  });

  test('beyond the limits is not shown as HTML at all, and that is decided quickly', () => {
    const begun = process.cpuUsage();
    expect(safe(`${'<div>'.repeat(100_000)}x${'</div>'.repeat(100_000)}`)).toBeNull();
    expect(safe('<'.repeat(2_000_000))).toBeNull();
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(500);
  });
});

test('plain text becomes HTML with its line breaks and links, and nothing else', () => {
  expect(htmlFromText('a <b>\n"https://x.example/?a=1&b=2".')).toBe(
    '<div style="white-space:pre-wrap">a &lt;b&gt;\n&quot;<a href="https://x.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">https://x.example/?a=1&amp;b=2</a>&quot;.</div>',
  );
});

test('an address followed by endless brackets takes no time', () => {
  const begun = process.cpuUsage();
  htmlFromText(`${'http://'.repeat(2000)}${')'.repeat(400_000)}x`);
  htmlFromText(`http://x.example/${')'.repeat(400_000)}`);
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(500);
});

test('what mail programs show is shown: text in the head, for readers without scripts or frames, and in lists to choose from', () => {
  const shown = safeHtml(
    '<html><head><title>t</title><style>s{}</style><p>One</p></head><body><noscript><p>Two</p><script>x()</script></noscript><noframes>Three</noframes><select><option>Four</option></select></body></html>',
    () => null,
  )?.html;
  for (const word of ['<p>One</p>', '<p>Two</p>', 'Three', 'Four']) expect(shown).toContain(word);
  expect(shown).not.toMatch(/script|s\{\}|x\(\)|select|frames/);
});
