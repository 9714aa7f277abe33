import { describe, expect, test } from 'vitest';
import { textFromHtml } from '../../../shared/domain/body/text-from-html.ts';

describe('text from HTML keeps what a reader sees', () => {
  test.each([
    ['blocks stand on lines of their own', '<div>one</div><div>two</div>three', 'one\ntwo\nthree'],
    ['paragraphs have a blank line between them', '<p>one</p><p>two</p>', 'one\n\ntwo'],
    ["Word's paragraphs have none", '<p class=MsoNormal>one</p><p class=MsoNormal>two</p>', 'one\ntwo'],
    ['an empty line that an editor wrote stays one', '<div>one</div><div><br></div><div>two</div>', 'one\n\ntwo'],
    ['also the one of Word', '<p class=MsoNormal>one</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>two</p>', 'one\n\ntwo'],
    ['white space is folded', '<p>one\n   two&nbsp;three\t four</p>', 'one two three four'],
    ['preformatted text is not', '<pre>one\n  two\n\n    three</pre>', 'one\n  two\n\n    three'],
    ['nor is text styled so', '<div style="white-space: pre-wrap">one\n  two</div>', 'one\n  two'],
    [
      'lists have bullets and numbers',
      '<ul><li>one</li><li>two<ul><li>in</li></ul></li></ul><ol start="3"><li>x</li><li>y</li></ol>',
      '- one\n- two\n  - in\n\n3. x\n4. y',
    ],
    ['also with their closing tags left out', '<ul><li>one<li>two</ul><p>p<p>q', '- one\n- two\n\np\n\nq'],
    ['cells of a row are apart', '<table><tr><td>a</td><td>b</td></tr><tr><th>c<th>d</table>', 'a\tb\nc\td'],
    ['also when paragraphs stand in them', '<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>', 'a\tb'],
    ['cells of several lines stand below each other', '<table><tr><td>a<br>b</td><td>c</td></tr></table>', 'a\nb\nc'],
    ['a link says where it leads', '<a href="https://contoso.example/reset">Reset</a>', 'Reset <https://contoso.example/reset>'],
    ['unless its text says so', '<a href="https://www.contoso.example/">contoso.example</a>', 'contoso.example'],
    ['an address too', '<a href="mailto:alice@fabrikam.example?subject=x">Alice</a>', 'Alice <alice@fabrikam.example>'],
    ['a script as address says nothing', '<a href="javascript:alert(1)">here</a> <a href="#top">top</a>', 'here top'],
    [
      'cited quotations are quoted',
      '<p>a</p><blockquote type="cite"><p>b</p><blockquote type="cite">c</blockquote></blockquote>',
      'a\n\n> b\n>\n> > c',
    ],
    ['an indent is none', '<div>a</div><blockquote>b</blockquote>', 'a\n\nb'],
    ['but below "wrote:" it is', '<div>Support wrote:</div><blockquote>b</blockquote>', 'Support wrote:\n\n> b'],
    ['a rule is a rule', 'a<hr>b', 'a\n________________________________\nb'],
    ['images that belong to the mail are named', 'a <img src="cid:1"><img src="cid:2" alt="The error">', 'a [image][image: The error]'],
    ['counting pixels are not', 'a<img src="https://t.example/1.gif" width="1" height="1"><img src="https://t.example/x.png">', 'a'],
    ['entities are read, also broken ones', 'a &lt;b&gt; &#x41; &amp; &nope; &copy', 'a <b> A & &nope; ©'],
    [
      'scripts, styles, titles and comments are not text',
      '<title>t</title><style>p{}</style><script>x</script>a<!-- c --><!--[if mso]>m<![endif]-->',
      'a',
    ],
    ['what is hidden is not read', '<div style="display:none;max-height:0">preview</div><div>a</div>', 'a'],
    ['unless all is hidden: a closing tag was forgotten', '<div style="display:none"><p>a</p>', 'a'],
    ['zero-width filler goes', '<div>a&#847;&zwnj;&#8203;&shy;b</div>', 'a\u200cb'],
    ['wrong nesting is read', '<b><div>a</b></div></p></td>b', 'a\nb'],
    ['nothing gives nothing', '', ''],
    ['text without any tag', 'a\nb', 'a b'],
  ])('%s', (_, html, text) => {
    expect(textFromHtml(html)).toBe(text);
  });
});

describe('hostile HTML', () => {
  test.each([
    ['open elements', '<div>'.repeat(200_000)],
    ['open elements that nothing closes', `${'<div>'.repeat(100_000)}x${'</b>'.repeat(200_000)}`],
    ['nested quotations', '<blockquote type=cite>a'.repeat(40_000)],
    ['nested lists', '<ul><li>x'.repeat(80_000)],
    ['nested tables', '<table><tr><td>'.repeat(50_000)],
    ['cells of one row', '<td>x</td>'.repeat(100_000)],
    ['brackets', '<'.repeat(1_000_000)],
    ['attributes', `<a ${'b=c '.repeat(300_000)}>x`],
    ['line breaks', 'a<br>'.repeat(200_000)],
    ['entities', '&amp;'.repeat(200_000)],
    ['one long word', 'a'.repeat(1_000_000)],
    ['links', '<a href="http://x.example">b'.repeat(40_000)],
  ])('%s: about a megabyte in less than two seconds of the processor', (_, html) => {
    const before = process.cpuUsage();
    const text = textFromHtml(html);
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    expect(text.length).toBeLessThan(html.length * 2 + 100);
  });

  test('is cut off at 4 million characters', () => {
    expect(textFromHtml(`${'a'.repeat(4_000_000)}b`)).toHaveLength(4_000_000);
  });
});
