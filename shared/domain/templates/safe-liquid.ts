import { Context, type Emitter, type FilterImplOptions, Liquid, type Template as ParsedNode, toValueSync } from 'liquidjs';
import { escapeHtml } from '../text/escape-html.ts';
import { budget, type Spend } from './liquid-budget.ts';

/**
 * Liquid (shopify.github.io/liquid) with what a mail needs and nothing else. There are no loops, no
 * files, no code and no clock, and the filters are those of a list: what a template can cost is
 * bounded by its length, and what is left is counted (liquid-budget.ts). LiquidJS itself is no
 * sandbox, and says so.
 */

/** `raw` is not among them: what stands in it is not looked at when a template is checked. */
const tags = new Set(['assign', 'case', 'comment', 'if', 'unless', '#']);

/** Neither those that take out escaping, nor those that show what a thing is made of. */
const filters =
  'append capitalize downcase first last lstrip prepend remove remove_first replace replace_first rstrip size slice split strip strip_newlines truncate truncatewords upcase url_encode'.split(
    ' ',
  );

/** HTML that is written as it is; anything else is escaped. */
const safe = new WeakSet<object>();
const safeHtmlValue = (html: string): object => {
  const value = Object.freeze({ toString: () => html });
  safe.add(value);
  return value;
};

/** A source that has been parsed. */
export type Parsed = { nodes: ParsedNode[]; form: LiquidForm };
export type LiquidForm = 'html' | 'text';

const engines = { html: engine('html'), text: engine('text') };

/** The engine whose output is escaped for HTML, or is not. Pure. */
export const liquidFor = (form: LiquidForm): Liquid => engines[form].liquid;

/**
 * Parses a source. Pure.
 *
 * @throws LiquidError that has the place (liquidjs).
 */
export const parseLiquid = (source: string, form: LiquidForm): Parsed => ({ nodes: liquidFor(form).parse(source), form });

/**
 * Renders a parsed source. `values` are texts, those that `isHtml` names are HTML; what a text
 * holds is not rendered again. Pure: it may end because it took too long, though, on a machine that
 * is much too slow.
 *
 * @throws Error when it needs more than is given.
 */
export function renderLiquid({ nodes, form }: Parsed, values: Readonly<Record<string, string>>, isHtml: (name: string) => boolean): string {
  const { liquid, spend } = engines[form];
  const asHtml = (name: string, value: string) => form === 'html' && value !== '' && isHtml(name);
  const scope = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, asHtml(name, value) ? safeHtmlValue(value) : value]),
  );
  spend.begin();
  const out = countedOutput(spend);
  const context = new Context(Object.freeze(scope), liquid.options, { sync: true, renderLimit: maxMs, memoryLimit: maxInRanges });
  toValueSync(liquid.renderer.renderTemplates(nodes, context, out));
  return out.buffer;
}

/** A belt to the braces: what is counted ends long before. */
const maxMs = 1000;

/**
 * So many numbers may the ranges of a rendering have, such as `(1..3)`: LiquidJS makes a list of
 * one before anything else sees it, and a long one takes all memory.
 */
const maxInRanges = 1000;

function countedOutput(spend: Spend): Emitter {
  return {
    buffer: '',
    write(part: unknown) {
      const text = textOf(part);
      spend.output(text.length);
      this.buffer += text;
    },
  };
}

function engine(form: LiquidForm): { liquid: Liquid; spend: Spend } {
  const spend = budget();
  const liquid = new Liquid({
    // from memory, where there are none: by default the working directory is read
    templates: {},
    ownPropertyOnly: true,
    strictFilters: true,
    lenientIf: true,
    ...(form === 'html' ? { outputEscape: (value: unknown) => (isSafe(value) ? String(value) : escapeAll(textOf(value))) } : {}),
  });
  for (const name of Object.keys(liquid.tags)) if (!tags.has(name)) delete liquid.tags[name];
  const all = { ...liquid.filters };
  for (const name of Object.keys(all)) delete liquid.filters[name];
  for (const name of filters) {
    const filter = all[name];
    if (typeof filter === 'function') liquid.registerFilter(name, counted(name, filter, spend));
  }
  // what is HTML stays so
  liquid.registerFilter('default', (value: unknown, otherwise: unknown) => (textOf(value) === '' ? otherwise : value));
  liquid.registerFilter('newline_to_br', (value: unknown) => {
    const text = spend.read(textOf(value));
    return form === 'html' ? safeHtmlValue(escapeAll(text).replace(/\r?\n/g, '<br>\n')) : text;
  });
  return { liquid, spend };
}

type FilterFunction = Extract<FilterImplOptions, (...args: never[]) => unknown>;

const unlimited = new Context().memoryLimit;

/** A filter whose input and output are counted; a text that is HTML is a text in it. */
function counted(name: string, filter: FilterFunction, spend: Spend): FilterFunction {
  return function (value: unknown, ...args: unknown[]) {
    const given = isSafe(value) ? String(value) : value;
    const texts = args.map((arg) => (isSafe(arg) ? String(arg) : arg));
    spend.read(textOf(given));
    for (const text of texts) spend.read(textOf(text));
    // each of its characters may become the second argument
    if (name.startsWith('replace')) spend.product(textOf(given).length + 1, textOf(texts[1]).length);
    // what LiquidJS counts is for ranges alone: a filter is counted here
    const context = Object.create(this.context, { memoryLimit: { value: unlimited } });
    const result: unknown = filter.call({ ...this, context }, given, ...texts);
    spend.read(textOf(result));
    return result;
  };
}

const isSafe = (value: unknown): value is object => typeof value === 'object' && value !== null && safe.has(value);

/** As Liquid writes a value: nothing is nothing, a list is its texts. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join('');
  return typeof value === 'object' && !isSafe(value) ? '' : String(value);
}

/** Also in a value in single quotes. */
const escapeAll = (text: string): string => escapeHtml(text).replaceAll("'", '&#39;');
