import { hash } from 'node:crypto';
import { parseLiquid, renderLiquid } from './safe-liquid.ts';
import type { Signature, SignatureValues } from './signature.ts';
import { logoReference } from './signature-html.ts';

/** A signature as it stands below a reply; `html` names its logo by `logoIdOf`. */
export type RenderedSignature = { html: string; text: string };

/** A picture of a mail, as a part of it. */
export type LogoFile = { name: string; type: string; contentId: string; bytes: Uint8Array };

/**
 * A signature with what is known of who writes and where. Pure.
 *
 * @throws Error when it can't be rendered: it was written by hand, and is wrong.
 */
export function renderSignature(signature: Signature, values: SignatureValues): RenderedSignature {
  const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const render = (source: string, form: 'html' | 'text') => renderLiquid(parseLiquid(source, form), known, () => false).trim();
  const html = render(signature.html, 'html');
  const { logo } = signature;
  return {
    html: logo === null ? html : html.replaceAll(`"${logoReference}"`, `"cid:${logoIdOf(logo)}"`),
    text: render(signature.text, 'text'),
  };
}

/** The Content-ID of a logo, without brackets: the same picture has the same everywhere. Pure. */
export const logoIdOf = ({ data }: NonNullable<Signature['logo']>): string => `logo.${hash('sha256', data).slice(0, 32)}@signature.invalid`;

/**
 * The logos that a mail's HTML shows, among those of all signatures, and the HTML without those
 * that are no longer there: in place of such a one stands nothing. Pure.
 */
export function logosIn(html: string, signatures: Iterable<Signature>): { html: string; files: LogoFile[] } {
  if (!/cid:logo\.[0-9a-f]{32}@signature\.invalid/.test(html)) return { html, files: [] };
  const files = new Map<string, LogoFile>();
  for (const { logo } of signatures) {
    const contentId = logo && logoIdOf(logo);
    if (logo && contentId !== null && html.includes(`"cid:${contentId}"`))
      files.set(contentId, { name: `logo.${extensions[logo.type]}`, type: logo.type, contentId, bytes: Buffer.from(logo.data, 'base64') });
  }
  const kept = html.replace(/<img\b[^<>]*"cid:(logo\.[0-9a-f]{32}@signature\.invalid)"[^<>]*>/g, (tag, id: string) =>
    files.has(id) ? tag : '',
  );
  return { html: kept, files: [...files.values()] };
}

const extensions = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' } as const;
