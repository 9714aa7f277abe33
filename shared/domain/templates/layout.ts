import { cut } from '../text/cut.ts';
import { escapeHtml } from '../text/escape-html.ts';
import type { LanguageCode } from '../text/language-code.ts';
import { shownName } from '../text/shown-name.ts';
import type { Person } from '../tickets/person.ts';
import { inText } from './layout-text.ts';
import { layoutWords } from './layout-words.ts';
import { mailDocument, quiet } from './mail-document.ts';
import { withoutPictures } from './without-pictures.ts';

/** The two forms of a part of a mail; the HTML is safe. */
export type BothForms = { html: string; text: string };

/** What a mail to somebody is made of. */
export type LaidOut = BothForms & {
  language: LanguageCode;
  /** Below what it says; null, or empty: none. */
  signature: BothForms | null;
  /** What it answers, once, as it was written. */
  quote: { from: Person; at: string; text: string } | null;
  /** A small line at the end, above the quotation. */
  footer: BothForms | null;
  /** What a list of mails shows beside the subject; null: its beginning. */
  preheader: string | null;
  /** Who else got it: never those in Bcc. */
  alsoSentTo: readonly Person[];
};

/** Gmail shows 102 kB of a mail and cuts the rest off; what a channel adds has to fit too. */
export const maxHtmlBytes = 80_000;
/** How many of those who also got it are named. */
const maxNamed = 20;
/** A quotation is no longer than this in either form. */
const maxQuote = 20_000;

/**
 * A mail in the house's layout, as HTML and as text that say the same: what it says, who else got
 * it, the signature, the footer, and the quotation, which is cut where the HTML would be too long.
 * The HTML has tables and widths for classic Outlook, colours for light and dark, no script, and no
 * picture but those that are parts of the mail. The same parts give the same mail. Pure.
 */
export function layout(parts: LaidOut): BothForms {
  const html = withoutPictures(parts.html);
  const also = parts.alsoSentTo.length === 0 ? null : alsoSentTo(parts);
  const signature =
    parts.signature === null || (parts.signature.html.trim() === '' && parts.signature.text.trim() === '') ? null : parts.signature;
  const documentWith = (quoteHtml: string | null) =>
    mailDocument({
      language: parts.language,
      preheader: parts.preheader,
      rows: [
        html,
        ...(also === null ? [] : [quiet(`<p style="margin:0">${escapeHtml(also)}</p>`)]),
        ...(signature === null ? [] : [signature.html]),
        ...(parts.footer === null ? [] : [quiet(parts.footer.html)]),
      ],
      quote: quoteHtml,
    });
  const quote = parts.quote === null ? null : quotation(parts.quote, parts.language, maxHtmlBytes - bytes(documentWith('')));
  return {
    html: documentWith(quote?.html ?? null),
    text: inText({ text: parts.text, also, signature: signature?.text ?? null, footer: parts.footer?.text ?? null, quote }),
  };
}

/** The last line of a mail about a ticket: its number, and where it is looked at. Pure. */
export function ticketFooter(language: LanguageCode, number: string, url: string): BothForms {
  const label = layoutWords[language].openTicket;
  return {
    html: `<p style="margin:0">Ticket ${escapeHtml(number)} &#183; <a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`,
    text: `Ticket ${number}: ${url}`,
  };
}

function alsoSentTo({ language, alsoSentTo: people }: LaidOut): string {
  const named = people.slice(0, maxNamed).map(({ name, address }) => {
    const shown = shownName(name);
    return shown === null ? address : `${shown} <${address}>`;
  });
  const more = people.length - named.length;
  return `${layoutWords[language].alsoSentTo} ${named.join(', ')}${more > 0 ? ` (+${more})` : ''}`;
}

/** A quotation in both forms; it has fewer lines where there is less room (in bytes of HTML). */
function quotation({ from, at, text }: NonNullable<LaidOut['quote']>, language: LanguageCode, room: number) {
  const { wrote, shortened } = layoutWords[language];
  const attribution = wrote(shownName(from.name) ?? from.address, dateIn(language, at));
  const whole = cut(text.trim(), maxQuote);
  let left = room - bytes(escapeHtml(attribution)) - 400;
  const kept: string[] = [];
  for (const line of whole.split(/\r?\n/)) {
    left -= bytes(escapeHtml(line)) + 5;
    if (left < 0) break;
    kept.push(line);
  }
  const lines = kept.join('\n') === text.trim().replaceAll('\r\n', '\n') ? kept : [...kept, `[…] ${shortened}`];
  return { attribution, lines, html: `<p style="margin:0 0 8px 0">${escapeHtml(attribution)}</p>${quoted(lines)}` };
}

const quoted = (lines: readonly string[]): string =>
  `<blockquote type="cite" style="margin:0">${lines.map(escapeHtml).join('<br>\n')}</blockquote>`;

const formats = new Map<LanguageCode, Intl.DateTimeFormat>();

/** Date and time in a language, in UTC: the reader's zone is not known. Pure. */
export function dateIn(language: LanguageCode, at: string): string {
  const known = formats.get(language) ?? new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, dateAndTime);
  formats.set(language, known);
  return known.format(new Date(at));
}

const dateAndTime: Intl.DateTimeFormatOptions = {
  ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  ...{ hourCycle: 'h23', timeZone: 'UTC', timeZoneName: 'short' },
};

const bytes = (text: string): number => Buffer.byteLength(text);
