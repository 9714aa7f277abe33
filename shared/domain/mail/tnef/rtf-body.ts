import { escapeText } from '../../text/escape-html.ts';
import { decodeText } from '../mime/charset.ts';

/** What an RTF body shows: the HTML that Outlook encapsulated in it, or null and its text. */
export type RtfBody = { html: string | null; text: string };

/**
 * The state within a group. `skip`: nothing is shown; `tag`: text is HTML and not escaped;
 * `hidden`: RTF only, not part of the HTML.
 */
type State = { skip: boolean; tag: boolean; hidden: boolean; fallback: number; codepage: string; fonts: boolean };

const codepages: Record<number, string> = {
  0: 'windows-1252',
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gb18030',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
};
/** Groups that show nothing, with or without `\*`. */
const silent = new Set([
  'fonttbl',
  'colortbl',
  'stylesheet',
  'info',
  'pict',
  'object',
  'header',
  'footer',
  'headerl',
  'headerr',
  'headerf',
  'footerl',
  'footerr',
  'footerf',
  'themedata',
  'listtable',
  'listoverridetable',
  'rsidtbl',
  'generator',
  'xmlnstbl',
  'mhtmltag',
]);
const characters: Record<string, string> = {
  par: '\n',
  line: '\n',
  row: '\n',
  cell: '\t',
  tab: '\t',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  endash: '–',
  emdash: '—',
  emspace: ' ',
  enspace: ' ',
};
/** `\word-12 `, `\'e4`, `\{`; groups; text. */
const token = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z0-9])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\/gi;
const maxDepth = 200;

/**
 * Reads an RTF text ([MS-OXRTFEX] for encapsulated HTML and text; the RTF specification 1.9.1 for
 * the rest). Linear in its length; groups deeper than 200 share one state.
 */
export function readRtf(rtf: string): RtfBody {
  const fromHtml = /\\fromhtml1?(?!\d)/.test(rtf.slice(0, 2000));
  const defaultCodepage = `windows-${/\\ansicpg(\d{3,5})/.exec(rtf.slice(0, 2000))?.[1] ?? '1252'}`;
  let state: State = { skip: false, tag: false, hidden: false, fallback: 1, codepage: defaultCodepage, fonts: false };
  const stack: State[] = [];
  let deeper = 0;
  const fonts = new Map<number, string>();
  const out: string[] = [];
  let bytes: number[] = [];
  let font = 0;
  let skipCharacters = 0;
  let starred = false;
  const shown = () => !state.skip && !(fromHtml && state.hidden);
  const show = (text: string) => {
    if (shown()) out.push(fromHtml && !state.tag ? escapeText(text) : text);
  };
  const flush = () => {
    if (bytes.length === 0) return;
    const text = decodeText(Buffer.from(bytes), state.codepage, 'label');
    bytes = [];
    show(text);
  };
  const control = (word: string, argument: number | null) => {
    if (starred && word !== 'htmltag') state.skip = true;
    if (silent.has(word)) state.skip = true;
    if (word === 'fonttbl') state.fonts = true;
    else if (word === 'htmltag') state.tag = true;
    else if (word === 'htmlrtf') state.hidden = argument !== 0;
    else if (word === 'uc') state.fallback = Math.max(0, Math.min(8, argument ?? 1));
    else if (word === 'f') {
      font = argument ?? 0;
      if (!state.fonts) state.codepage = fonts.get(font) ?? defaultCodepage;
    } else if (word === 'fcharset' && state.fonts) fonts.set(font, codepages[argument ?? 0] ?? defaultCodepage);
    else if (word === 'plain') state.codepage = defaultCodepage;
    else if (word === 'u' && argument !== null) {
      show(String.fromCharCode(argument < 0 ? argument + 0x10000 : argument & 0xffff));
      skipCharacters = state.fallback;
    } else if (characters[word] !== undefined) show(characters[word]);
    starred = false;
  };
  for (const [, word, number, hex, symbol, brace, text] of rtf.matchAll(token)) {
    if (hex !== undefined) {
      if (skipCharacters > 0) skipCharacters -= 1;
      else bytes.push(Number.parseInt(hex, 16));
      continue;
    }
    flush();
    if (brace === '{') {
      if (stack.length < maxDepth) stack.push({ ...state });
      else deeper += 1;
    } else if (brace === '}') {
      if (deeper > 0) deeper -= 1;
      else state = stack.pop() ?? state;
      skipCharacters = 0;
    } else if (word !== undefined) control(word.toLowerCase(), number === undefined ? null : Number(number));
    else if (symbol === '*') starred = true;
    else if (symbol !== undefined)
      show(symbol === '~' ? '\u00a0' : '\\{}'.includes(symbol) ? symbol : symbol === '\n' || symbol === '\r' ? '\n' : '');
    else if (text !== undefined) {
      show(text.slice(skipCharacters));
      skipCharacters = Math.max(0, skipCharacters - text.length);
    }
  }
  flush();
  const all = out.join('').replaceAll('\0', '');
  return fromHtml ? { html: all, text: '' } : { html: null, text: all.replace(/[ \t]{1,100}\n/g, '\n').trim() };
}
