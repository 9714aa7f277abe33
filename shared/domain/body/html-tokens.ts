import { Tokenizer } from 'htmlparser2';

/** The attributes that matter here, by name in lower case. */
export type HtmlAttributes = ReadonlyMap<string, string>;

/**
 * Called for the tags and texts of an HTML text, in order. `start` and `end` are positions in it
 * (UTF-16 units, `end` excluded).
 */
export type HtmlEvents = {
  open(name: string, attributes: HtmlAttributes, start: number, end: number): void;
  close(name: string, start: number, end: number): void;
  text(text: string, start: number, end: number): void;
};

/** Other attributes are skipped: a tag with 50,000 attributes costs no more than its length. */
const kept = new Set('id class type cite style href src alt name width height hidden start data-marker data-smartmail'.split(' '));
const maxValueLength = 4_000;

/**
 * Reads HTML as tags and texts, entities decoded; comments and declarations are left out. It builds
 * no tree and keeps no stack, so the time is linear in the length at any nesting (the parser that
 * is built on this tokenizer moves its stack at each tag, which is quadratic at 100,000 open
 * elements).
 */
export function readHtmlTokens(html: string, events: HtmlEvents): void {
  let tagStart = 0;
  let tagName = '';
  let attributes = new Map<string, string>();
  let attributeName = '';
  let attributeValue = '';
  const opened = (end: number) => {
    events.open(tagName, attributes, tagStart, end);
    attributes = new Map();
  };
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(start, end) {
        tagStart = start - 1;
        tagName = html.slice(start, end).toLowerCase();
      },
      onattribname(start, end) {
        attributeName = html.slice(start, Math.min(end, start + 40)).toLowerCase();
        attributeValue = '';
      },
      onattribdata(start, end) {
        if (attributeValue.length < maxValueLength) attributeValue += html.slice(start, Math.min(end, start + maxValueLength));
      },
      onattribentity(codepoint) {
        if (attributeValue.length < maxValueLength) attributeValue += String.fromCodePoint(codepoint);
      },
      onattribend() {
        if (kept.has(attributeName) && !attributes.has(attributeName)) attributes.set(attributeName, attributeValue);
      },
      onopentagend: (end) => opened(end + 1),
      onselfclosingtag: (end) => opened(end + 1),
      onclosetag(start, end) {
        const bracket = html.indexOf('>', end);
        events.close(html.slice(start, end).toLowerCase(), start - 2, bracket < 0 ? html.length : bracket + 1);
      },
      ontext: (start, end) => events.text(html.slice(start, end), start, end),
      ontextentity: (codepoint, end) => events.text(String.fromCodePoint(codepoint), end - 1, end),
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  );
  tokenizer.write(html);
  tokenizer.end();
}
