/**
 * Values that are allowed in a style attribute: no url(), no expression, no position and no
 * negative length, since a mail must not load, run, cover or hide anything. In the flow of a page,
 * something covers something else only if it is moved back (negative margins) or is higher than its
 * box (lines closer than the height of their letters, blocks lower than their content). Text
 * disappears only if it is moved out of sight (a long indent) or too small to read.
 */
const colour = /^(?:#[0-9a-f]{3,8}|(?!transparent)[a-z]{3,20}|rgba?\([\d\s.,%]{3,40}\))$/i;
const background = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{3,40}\))$/i;
const size = /^\+?(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})(?:px|pt|pc|em|rem|ex|ch|%|cm|mm|in)?$|^auto$/i;
/** A distance that moves nothing out of sight. */
const distance = String.raw`\+?(?:(?:[0-3]?\d{1,2}(?:\.\d{1,4})?|\.\d{1,4})(?:px|pt)?|(?:[0-3]?\d(?:\.\d{1,4})?|\.\d{1,4})(?:em|rem|ex|%|mm)|\d?(?:\d\.\d{1,4}|\d|\.\d{1,4})(?:cm|in|pc))|auto`;
const oneDistance = new RegExp(`^(?:${distance})$`, 'i');
const distances = new RegExp(`^(?:(?:${distance})(?:\\s{1,3}|$)){1,4}$`, 'i');
/** A font size that can be read. */
const fontSize =
  /^(?:(?:[5-9]|\d{2,3})(?:\.\d{1,4})?(?:px|pt)|(?:0?\.[4-9]\d{0,3}|[1-9]\d?(?:\.\d{1,4})?)(?:em|rem)|(?:[4-9]\d|\d{3})(?:\.\d{1,4})?%|medium|(?:x{1,2}-)?small|(?:x{1,3}-)?large|smaller|larger)$/i;
const word = /^[a-z-]{1,20}$/i;
const border = /^[\w\s#.,()%]{1,60}$/i;
const properties: Record<string, RegExp> = {
  color: colour,
  'background-color': background,
  'font-size': fontSize,
  'font-weight': /^(?:\d{3}|bold|bolder|lighter|normal)$/i,
  'font-style': word,
  'font-family': /^[\w\s,'"-]{1,200}$/,
  'text-align': word,
  'text-decoration': /^[a-z\s-]{1,40}$/i,
  'text-indent': /^[+-]?\d{1,2}(?:\.\d{1,4})?(?:px|pt|%|mm)?$|^[+-]?[0-3]?(?:\.\d{1,4})?(?:em|rem|cm|in)$/i,
  'line-height': /^(?:\d{1,3}(?:\.\d{1,4})?|\.\d{1,4})(?:px|pt|em|%)?$|^normal$/i,
  'white-space': word,
  'vertical-align': word,
  'list-style-type': word,
  'border-collapse': word,
  width: size,
  height: size,
  'max-width': size,
  padding: distances,
  'padding-left': oneDistance,
  margin: distances,
  'margin-left': oneDistance,
  border: border,
  'border-left': border,
  'border-top': border,
  'border-bottom': border,
};

/**
 * They grow with their content, or are as high as they say (a picture, a rule). For all other
 * elements `height` becomes `min-height`.
 */
const withHeight = new Set('img hr table thead tbody tfoot tr td th col colgroup'.split(' '));

/** A style attribute is read up to here; longer ones don't style anything that people read. */
const maxStyle = 2000;
/** Mail programs write the same few styles on every element. */
const known = new Map<string, string>();
const maxKnown = 500;

/**
 * The declarations of an element's style that only change how its text looks, each with a value of
 * a known form; empty if none is left.
 */
export function safeStyle(style: string, element: string): string {
  const key = withHeight.has(element) ? `${style}\0` : style;
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const declarations = style.slice(0, maxStyle).split(';').map(toDeclaration).filter(isKnown);
  const letters = declarations.findLast(([name]) => name === 'font-size')?.[1] ?? '';
  const safe = declarations
    .map(([name, value]) => {
      if (name === 'height' && !withHeight.has(element)) return `min-height:${value}`;
      if (name === 'line-height') return lineHeight(value, letters);
      if (name === 'text-indent' && value.startsWith('-') && !hangs(value, declarations)) return '';
      return `${name}:${value}`;
    })
    .filter(Boolean)
    .join(';');
  if (known.size >= maxKnown) known.clear();
  if (style.length <= maxStyle) known.set(key, safe);
  return safe;
}

function toDeclaration(declaration: string): [name: string, value: string] {
  const colon = declaration.indexOf(':');
  return colon < 0 ? ['', ''] : [declaration.slice(0, colon).trim().toLowerCase(), declaration.slice(colon + 1).trim()];
}

const isKnown = ([name, value]: [string, string]): boolean => Object.hasOwn(properties, name) && properties[name]?.test(value) === true;

/**
 * Whether the first line is outdented by no more than the others are indented, as in Word's lists.
 */
function hangs(indent: string, declarations: [string, string][]): boolean {
  const [name, margin = ''] = declarations.findLast(([property]) => property.startsWith('margin')) ?? [];
  return name === 'margin-left' && unitOf(indent) === unitOf(margin) && Number.parseFloat(margin) + Number.parseFloat(indent) >= 0;
}

const unitOf = (value: string): string => /[a-z%]*$/i.exec(value)?.[0].toLowerCase() ?? '';

/** Below this, lines overlap. */
const closestLines = 0.8;

/**
 * The line height as a multiple of the font size, whatever font size inner elements have; empty if
 * it is too small, or if it is a length and the font size is not in the same unit.
 */
function lineHeight(value: string, letters: string): string {
  if (/^normal$/i.test(value)) return `line-height:${value}`;
  const unit = unitOf(value);
  const isLength = unit === 'px' || unit === 'pt';
  if (isLength && unitOf(letters) !== unit) return '';
  const times = Number.parseFloat(value) / (isLength ? Number.parseFloat(letters) : unit === '%' ? 100 : 1);
  return times >= closestLines ? `line-height:${Number(times.toFixed(2))}` : '';
}
