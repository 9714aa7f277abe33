import { safeStyle } from '../body/safe-style.ts';
import { linkProblem, type Origins } from './link-problem.ts';
import { type MaskedSource, outputMask, tagMask } from './masked-source.ts';
import { problemAt, type SourceProblem } from './source-place.ts';

/**
 * What a template's HTML may hold. It is checked as it is written, not as it comes out: whatever a
 * condition leads to has been looked at. So no Liquid may make a tag, a part of one, or hide one.
 */
const elements = new Set(
  'a b bdi bdo big blockquote br center code div em font h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
);
const withoutEnd = new Set(['br', 'hr']);
const attributes = new Set(
  'align bgcolor border cellpadding cellspacing color colspan dir face height href lang rel role rowspan size style target title valign width'.split(
    ' ',
  ),
);

/** A tag as all programs read it (HTML 13.1.2), with nothing that some of them would forgive. */
const attribute = String.raw`\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>${'`'}${outputMask}]+))?`;
const tag = new RegExp(String.raw`<(/?)([a-z][a-z0-9]*)((?:${attribute})*)\s*/?>`, 'iy');
const attributesIn = new RegExp(String.raw`\s+([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>${'`'}]+)))?`, 'giy');

export type HtmlRules = { origins: Origins; texts: readonly string[]; urls: readonly string[]; pictures: boolean };

/**
 * What is wrong with a template's HTML. `origins`: where its links may lead; `texts`: the variables
 * that are no HTML, and may stand in a link; `urls`: those that are a whole one; `pictures`:
 * whether it may have its logo. Ends with the first mistake in its tags. Pure.
 */
export function htmlProblem(
  source: string,
  { masked, outputs }: MaskedSource,
  { origins, texts, urls, pictures }: HtmlRules,
): SourceProblem | null {
  const open: { name: string; at: number }[] = [];
  for (let at = masked.indexOf('<'); at >= 0; at = masked.indexOf('<', at + 1)) {
    tag.lastIndex = at;
    const found = tag.exec(masked);
    if (!found) return problemAt(source, at, 'this "<" begins no complete tag; as a sign it is &lt;, and a comment is {% comment %}');
    const [whole, slash, writtenName = '', inside = ''] = found;
    const name = writtenName.toLowerCase();
    const wrong = whole.includes(tagMask)
      ? 'a tag of Liquid can not stand inside a tag of HTML'
      : tagProblem(name, inside, at + whole.indexOf(inside));
    if (wrong) return problemAt(source, at, wrong);
    if (slash !== '') {
      if (open.pop()?.name !== name) return problemAt(source, at, `</${name}> closes nothing that is open here`);
    } else if (!withoutEnd.has(name) && name !== 'img') open.push({ name, at });
  }
  const left = open.at(-1);
  return left ? problemAt(source, left.at, `<${left.name}> is not closed`) : null;

  function tagProblem(name: string, inside: string, start: number): string | null {
    if (!elements.has(name) && !(pictures && name === 'img')) return `<${name}> is not allowed here`;
    attributesIn.lastIndex = 0;
    for (let found = attributesIn.exec(inside); found; found = attributesIn.exec(inside)) {
      const written = (found[1] ?? '').toLowerCase();
      const value = found[2] ?? found[3] ?? found[4] ?? '';
      const wrong = attributeProblem(name, written, value, start + found.index, start + found.index + found[0].length);
      if (wrong) return wrong;
    }
    return null;
  }

  function attributeProblem(element: string, name: string, value: string, begin: number, end: number): string | null {
    if (element === 'img' && (name === 'alt' || (name === 'src' && value === 'cid:logo'))) return null;
    if (!attributes.has(name) || (name === 'href' && element !== 'a')) return `${name}="…" is not allowed in <${element}>`;
    const words = outputs.filter((output) => output.begin >= begin && output.end <= end).map((output) => output.words);
    if (name === 'href') {
      const [only] = words;
      if (only !== undefined && urls.includes(only) && value === outputMask.repeat(value.length)) return null;
      const odd = words.find((word) => !texts.includes(word.replace(/\s*\|\s*url_encode$/, '')));
      return odd === undefined
        ? linkProblem(value, origins)
        : 'in a link only a variable of the ticket may stand, such as {{ ticket_number }}';
    }
    if (words.length > 0) return `a variable can not stand in ${name}="…"`;
    return name === 'style' ? styleProblem(value, element) : null;
  }
}

/** Colours, sizes and distances; nothing that loads, covers or hides. */
function styleProblem(value: string, element: string): string | null {
  const wanted = value.split(';').filter((part) => part.trim() !== '').length;
  const kept = safeStyle(value, element)
    .split(';')
    .filter((part) => part !== '').length;
  return wanted === kept ? null : 'style="…" has a property or value that is not allowed';
}
