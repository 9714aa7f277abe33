import { escapeHtml } from '../text/escape-html.ts';
import { safeStyle } from './safe-style.ts';

/**
 * The URL that serves the part that the HTML refers to (`cid:…`, a Content-Location, a bare name),
 * or null if there is none to show.
 */
export type UrlOf = (reference: string) => string | null;

/** How many pictures and links had a target that can't be shown or followed. */
export type Lost = { pictures: number; links: number };

/**
 * Allowed on all elements, since they only change how an element looks: none of them loads, runs or
 * links to anything.
 */
const onAll = new Set(
  'dir lang title align valign width height bgcolor color face size border cellpadding cellspacing colspan rowspan nowrap scope span start type value datetime'.split(
    ' ',
  ),
);
/** These mean something without a value. */
const alone = new Set('align valign bgcolor face border cellpadding cellspacing nowrap'.split(' '));

/**
 * The safe attributes of an element, each with a space before it. Counts in `lost` what can't be
 * shown.
 */
export function safeAttributes(element: string, attributes: Record<string, string>, urlOf: UrlOf, lost: Lost): string {
  let out = '';
  for (const name in attributes) {
    const value = attributes[name] ?? '';
    if (name === 'style') {
      const style = safeStyle(value, element);
      if (style !== '') out += ` style="${escapeHtml(style)}"`;
    } else if (onAll.has(name) || (name === 'name' && element === 'a')) {
      if (value !== '') out += ` ${name}="${escapeHtml(value)}"`;
      else if (alone.has(name)) out += ` ${name}`;
    } else if (name === 'alt' && element === 'img') out += ` alt="${escapeHtml(value)}"`;
    else if (name === 'cite' && element === 'blockquote' && /^https?:\/\//i.test(value)) out += ` cite="${escapeHtml(value)}"`;
  }
  if (element === 'a') return `${out}${linkTo(attributes.href ?? '', urlOf, lost)} target="_blank" rel="noopener noreferrer nofollow"`;
  if (element === 'img') return out + pictureFrom(attributes.src ?? '', urlOf, lost);
  return out;
}

/**
 * A link may lead to the web, a mailbox, a telephone, an anchor in the same mail, or a part of it.
 * A mail has no URL of its own, so a relative link leads nowhere; but what looks like a host or a
 * mailbox without a scheme is taken for one.
 */
function linkTo(href: string, urlOf: UrlOf, lost: Lost): string {
  const target = href.replace(/[\t\r\n]+/g, '').trim();
  if (target === '') return '';
  const url = linkTarget(target, urlOf);
  if (url === null) lost.links += 1;
  return url === null ? '' : ` href="${escapeHtml(url)}"`;
}

function linkTarget(target: string, urlOf: UrlOf): string | null {
  const web = /^(https?):[/\\]{0,9}(.*)$/is.exec(target);
  // with fewer slashes a browser would take it for a path on our own site
  if (web) return `${web[1]?.toLowerCase()}://${web[2]}`;
  if (/^(?:mailto:|tel:|#)/i.test(target)) return target;
  if (/^cid:/i.test(target)) return urlOf(target);
  const bare = target.replace(/^[/\\]{2}/, '');
  if (looksLikeHost(bare)) return `http://${bare}`;
  return /^[\w.+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}$/u.test(target) ? `mailto:${target}` : null;
}

/** Relative names of files, although their extensions could be top-level domains. */
const fileEnding =
  /\.(?:html?|xhtml|php|aspx?|jsp|pdf|docx?|xlsx?|pptx?|rtf|txt|csv|xml|json|js|css|png|jpe?g|gif|bmp|svg|webp|tiff?|zip|eml|msg|ics)$/i;

function looksLikeHost(target: string): boolean {
  const host =
    /^((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,8}(?:\p{L}{2,24}|xn--[a-z0-9-]{2,40}))\.?(?::\d{1,5})?(?:[/?#]|$)/iu.exec(
      target,
    )?.[1];
  return host !== undefined && (/^www\./i.test(host) || !fileEnding.test(host));
}

/**
 * A picture that is a part of the mail is shown, whatever reference is used; a remote one keeps its
 * address until the reader asks for it.
 */
function pictureFrom(source: string, urlOf: UrlOf, lost: Lost): string {
  const from = source.replace(/[\t\r\n]+/g, '').trim();
  if (from === '') return '';
  const url = urlOf(from);
  if (url !== null) return ` src="${escapeHtml(url)}"`;
  const remote = /^(?:https?:)?[/\\]{2}[^/\\]/i.test(from);
  if (!remote) lost.pictures += 1;
  return remote ? ` data-remote-src="${escapeHtml(from.replace(/^[/\\]{2}/, 'https://').slice(0, maxRemote))}"` : '';
}

const maxRemote = 4000;
