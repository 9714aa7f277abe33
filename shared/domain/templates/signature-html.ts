import { safeHtml } from '../body/safe-html.ts';
import { textFromHtml } from '../body/text-from-html.ts';
import { maskedSource } from './masked-source.ts';
import { withoutPictures } from './without-pictures.ts';

/** By this name the HTML of a signature shows its logo (RFC 2392). */
export const logoReference = 'cid:logo';

/**
 * A signature's HTML made safe, with its Liquid: what mail programs leave in what is copied out of
 * them is dropped, as are scripts and pictures from elsewhere. Null: it is too large, or its Liquid
 * has no end. Pure.
 */
export function safeSignatureHtml(html: string): string | null {
  const liquid: string[] = [];
  const source = masked(html, liquid, (index) => `cid:liquid-${index}-end`);
  if (source === null) return null;
  const safe = safeHtml(source, (reference) => (/^cid:(?:logo|liquid-\d+-end)$/.test(reference) ? reference : null));
  return safe === null ? null : restored(withoutPictures(safe.html), liquid);
}

/**
 * The text of a signature that has none of its own: what its HTML shows, without its logo. Pure.
 */
export function signatureText(html: string): string {
  const liquid: string[] = [];
  // addresses of sites are shown behind their words
  const source = masked(html, liquid, (index) => `https://liquid-${index}-end`);
  return source === null ? '' : restored(textFromHtml(source.replace(/<img\b[^<>]*>/gi, '')), liquid).trim();
}

/** Puts a reference that is kept wherever it stands in place of each piece of Liquid. */
function masked(html: string, liquid: string[], maskOf: (index: number) => string): string | null {
  try {
    const { masked: covered } = maskedSource(html);
    return covered.replace(/\ue000+|\ue001+/g, (cover, at: number) => maskOf(liquid.push(html.slice(at, at + cover.length)) - 1));
  } catch {
    return null;
  }
}

const restored = (text: string, liquid: readonly string[]): string =>
  text.replace(/(?:cid:|https:\/\/)liquid-(\d+)-end/g, (whole, index: string) => liquid[Number(index)] ?? whole);
