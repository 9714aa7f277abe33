/** Values of style properties: no url(), no expression, no position (a mail must not load, run or cover anything). */
const colour = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{3,40}\))$/i;
const length =
  /^(?:-?\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|ex|%|cm|mm|in)?|auto|normal|0|medium|thin|thick|small|large|x-small|x-large|smaller|larger)$/i;
const lengths = /^(?:(?:\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|%)?|auto)\s{0,2}){1,4}$/i;
const word = /^[a-z-]{1,20}$/i;
const border = /^[\w\s#.,()%-]{1,60}$/i;
const properties: Record<string, RegExp> = {
  color: colour,
  'background-color': colour,
  'font-size': length,
  'font-weight': /^(?:\d{3}|bold|bolder|lighter|normal)$/i,
  'font-style': word,
  'font-family': /^[\w\s,'"-]{1,200}$/,
  'text-align': word,
  'text-decoration': /^[a-z\s-]{1,40}$/i,
  'text-indent': length,
  'line-height': length,
  'white-space': word,
  'vertical-align': word,
  'list-style-type': word,
  'border-collapse': word,
  width: length,
  height: length,
  'max-width': length,
  padding: lengths,
  'padding-left': length,
  margin: lengths,
  'margin-left': length,
  border: border,
  'border-left': border,
  'border-top': border,
  'border-bottom': border,
};

/** A style attribute is read so far: what is longer styles nothing that a person reads. */
const longestStyle = 2000;
/** Mail programs write the same few styles on every element. */
const known = new Map<string, string>();
const mostKnown = 500;

/** The declarations of a style attribute that only change how text looks, each with a value of a known form; empty when none is left. */
export function safeStyle(style: string): string {
  const kept = known.get(style);
  if (kept !== undefined) return kept;
  const safe = style
    .slice(0, longestStyle)
    .split(';')
    .map((declaration) => {
      const colon = declaration.indexOf(':');
      const name = declaration.slice(0, colon).trim().toLowerCase();
      const value = declaration.slice(colon + 1).trim();
      return colon > 0 && Object.hasOwn(properties, name) && properties[name]?.test(value) ? `${name}:${value}` : '';
    })
    .filter(Boolean)
    .join(';');
  if (known.size >= mostKnown) known.clear();
  if (style.length <= longestStyle) known.set(style, safe);
  return safe;
}
