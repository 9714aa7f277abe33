import type { HtmlAttributes } from './html-tokens.ts';

/**
 * What an element says about the text in it: `quote` (a quotation), `indent` (a blockquote that may
 * be a quotation or an indent), `rest` (everything from here to the end of the mail is quotation),
 * `attribution`, `signature`, or null.
 */
export type HtmlMark = 'quote' | 'indent' | 'rest' | 'attribution' | 'signature' | null;

/**
 * Ids of the elements after which Outlook (web, new, mobile, Mac), Hotmail and Zimbra put the
 * original.
 */
const restIds =
  /^(?:x_)*(?:divrplyfwdmsg|appendonsend|mail-editor-reference-message-container|olk_src_body_section|replysplit|zwchr|stopspelling|isforwardcontent|ms-outlook-mobile-body-separator-line)$/;
const restClasses = /(?:^|\s)(?:moz-forward-container|hmmessage-quoted|gmail_quote_container_forward)(?:\s|$)/;
/** The rule that Outlook for Windows draws above "From: … Sent: …". */
const outlookRule = /border:\s?none;\s?border-top:\s?solid\s#?(?:e1e1e1|b5c4df|cccccc)\s1\.0pt/;
const quoteClasses =
  /(?:^|\s)(?:gmail_quote|protonmail_quote|yahoo_quoted|tutanota_quote|front-blockquote|missive_quote|clean_bq|history_container|iosymail|cite\d?)(?:\s|$)/;
const signatureClasses =
  /(?:^|\s)(?:gmail_signature|gmail_signature_prefix|moz-signature|moz-txt-sig|protonmail_signature_block|front-signature|missive-signature|bloop_sign|tutanota_signature|applemailsignature)(?:\s|$)/;
const signatureIds =
  /^(?:x_)*(?:signature|applemailsignature|linebreakatbeginningofsignature|ms-outlook-mobile-signature|bloop_sign.{0,40}|mobile_signature)$/;

/**
 * Reads the mark of an element, as set by Gmail, Outlook, Apple Mail, Thunderbird, Yahoo, Proton,
 * Zimbra, GMX, Spark, NetEase and others.
 */
export function htmlMark(name: string, attributes: HtmlAttributes): HtmlMark {
  if (attributes.size === 0) return name === 'blockquote' ? 'indent' : null;
  const id = (attributes.get('id') ?? '').toLowerCase();
  const classes = (attributes.get('class') ?? '').toLowerCase();
  const marker = attributes.get('data-marker') ?? '';
  const label = (attributes.get('name') ?? '').toLowerCase();
  const style = (attributes.get('style') ?? '').toLowerCase();
  if (restIds.test(id) || restClasses.test(classes) || marker === '__DIVIDER__' || marker === '__HEADERS__') return 'rest';
  if (name !== 'span' && style !== '' && outlookRule.test(style)) return 'rest';
  if (
    marker === '__QUOTED_TEXT__' ||
    /^yahoo_quoted/.test(id) ||
    id === 'isreplycontent' ||
    label === 'quote' ||
    label === 'messagereplysection'
  )
    return 'quote';
  if (name === 'blockquote') return isQuotation(attributes, classes, style) ? 'quote' : 'indent';
  if (/(?:^|\s)(?:yahoo_quoted|protonmail_quote|tutanota_quote)(?:\s|$)/.test(classes)) return 'quote';
  if (/(?:^|\s)(?:gmail_attr|moz-cite-prefix|moz-email-headers-table)(?:\s|$)/.test(classes) || id === 'reply-intro') return 'attribution';
  const signature =
    signatureClasses.test(classes) || signatureIds.test(id) || marker.startsWith('__SIG_') || label === 'messagesignaturesection';
  return signature || attributes.get('data-smartmail') === 'gmail_signature' ? 'signature' : null;
}

/**
 * A blockquote that is a quotation: cited, of a known class, or with a line on its left (an indent
 * has none).
 */
function isQuotation(attributes: HtmlAttributes, classes: string, style: string): boolean {
  return (
    attributes.get('type')?.toLowerCase() === 'cite' ||
    attributes.has('cite') ||
    quoteClasses.test(classes) ||
    /border-left(?:-\w+)?:/.test(style)
  );
}
