import fc from 'fast-check';
import sanitizeHtml from 'sanitize-html';
import { expect, test } from 'vitest';
import { safeHtml } from '../../../shared/domain/body/safe-html.ts';
import { hostilePieces, usualPieces } from '../../support/hostile-html.ts';

/**
 * What is shown of a mail's HTML, compared with another sanitiser: the same elements and the same
 * text are left, and no attribute that it removes. Our rules for style, href and src are stricter,
 * and are tested beside these rules.
 */

const shown =
  'a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'.split(
    ' ',
  );
const looks =
  'dir lang title align valign width height bgcolor color face size border cellpadding cellspacing colspan rowspan nowrap scope span start type value datetime'.split(
    ' ',
  );

const judge = (html: string) =>
  sanitizeHtml(html, {
    allowedTags: shown,
    disallowedTagsMode: 'discard',
    nonTextTags: 'script style textarea title template svg math xmp noembed plaintext'.split(' '),
    allowedAttributes: { '*': looks, a: ['name'], img: ['alt'] },
  });

/** Without the attributes that are not compared, the others in order. */
const comparable = (html: string) =>
  html.replaceAll('</wbr>', '').replace(/<([a-z0-9]+)((?: [a-z-]+(?:="[^"]*")?)*)( \/)?>/g, (_, name: string, attributes: string) => {
    const kept = [...attributes.matchAll(/ ([a-z-]+)(?:="[^"]*")?/g)]
      .filter(([, attribute]) => !['style', 'href', 'src', 'data-remote-src', 'target', 'rel', 'cite'].includes(attribute ?? ''))
      .map(([whole]) => whole);
    return `<${name}${kept.toSorted().join('')}>`;
  });

/** Where something may lead. */
const targets: Record<string, RegExp> = {
  href: /^(?:https?:\/\/|mailto:|tel:|#)/i,
  src: /^\/api\/tickets\/t\/attachments\/a\.0$/,
  'data-remote-src': /^https?:\/\//i,
  cite: /^https?:\/\//i,
};

const textOf = (html: string) => html.replace(/<[^>]*>/g, '');

const served = (reference: string) => (reference === 'cid:pic@mail' ? '/api/tickets/t/attachments/a.0' : null);
const written = (html: string) => safeHtml(html, served)?.html ?? '';

test.each([...hostilePieces, ...usualPieces])('%s', (html) => {
  expect(comparable(written(html))).toBe(comparable(judge(html)));
});

test('any mixture of hostile, usual and broken HTML shows what the judge lets through, and targets of known kinds', () => {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...hostilePieces) },
    { weight: 3, arbitrary: fc.constantFrom(...usualPieces) },
    { weight: 2, arbitrary: fc.constantFrom(...hostilePieces).chain((html) => fc.nat(html.length).map((end) => html.slice(0, end))) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...'<>"\'`=/& \n\t!-[]?'.split(''), '<!--', '-->', '</', '/>', '<p ', '&#', '<![CDATA[', ']]>'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const html = pieces.join('');
      const ours = written(html);
      expect(comparable(ours)).toBe(comparable(judge(html)));
      expect(textOf(written(ours)), 'shown once more it says the same').toBe(textOf(ours));
      const tags = (ours.match(/<[^>]*>/g) ?? []).join('');
      for (const [, name = '', value = ''] of tags.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) expect(value).toMatch(targets[name] ?? /^/);
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 2000) },
  );
});
