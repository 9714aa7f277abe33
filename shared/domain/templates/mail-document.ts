import { escapeHtml } from '../text/escape-html.ts';
import type { LanguageCode } from '../text/language-code.ts';

/**
 * Colours on white, which are read on the dark of mail programs (#1e1e1e) as well, as they are and
 * turned by a program that makes a light mail dark; and those for programs that ask for dark ones.
 * What a mail says has none: each program has its own.
 */
export const layoutColours = {
  light: { quiet: '#707070', link: '#0f6cbd' },
  dark: { quiet: '#a6a6a6', link: '#6cb8f6' },
};
const { light, dark } = layoutColours;

const font = 'font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5';

/** Small and pale. */
export const quiet = (html: string): string => `<div class="quiet" style="font-size:12px;color:${light.quiet}">${html}</div>`;

/**
 * A whole HTML document of a mail, for programs as different as classic Outlook (Word: tables,
 * widths as attributes, no padding but that of cells), Gmail (no style sheet where it likes none)
 * and Apple Mail (dark as the style sheet says). Each row is safe HTML. Pure.
 */
export function mailDocument(parts: { language: LanguageCode; preheader: string | null; rows: string[]; quote: string | null }): string {
  const { language, preheader, rows, quote } = parts;
  return [
    '<!DOCTYPE html>',
    `<html lang="${language}" dir="ltr">`,
    '<head>',
    '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    '<style>',
    `:root{color-scheme:light dark;supported-color-schemes:light dark}a{color:${light.link}}`,
    `@media (prefers-color-scheme:dark){a{color:${dark.link}}.quiet{color:${dark.quiet}!important}}`,
    '</style>',
    '</head>',
    '<body style="margin:0;padding:0">',
    ...(preheader === null ? [] : [hidden(preheader)]),
    `<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0">`,
    ...rows.map((row) => `<tr><td dir="auto" align="left" valign="top" style="${font};padding:8px 16px">\n${row}\n</td></tr>`),
    ...(quote === null ? [] : [`<tr><td align="left" valign="top" style="padding:8px 16px">\n${besideLine(quote)}\n</td></tr>`]),
    '</table>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** What lists of mails show and the mail does not; `mso-hide` is Outlook's. */
const hidden = (text: string): string => `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(text)}</div>`;

/** A quotation has a line beside it: a border that Word draws for cells alone. */
const besideLine = (html: string): string =>
  [
    '<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0"><tr>',
    `<td dir="auto" align="left" valign="top" style="${font};border-left:2px solid ${light.quiet};padding:0 0 0 12px">`,
    html,
    '</td></tr></table>',
  ].join('\n');
