import type { MailPart } from './parsed-mail.ts';

/** A part of a mail and the URL that serves it; null if it is blocked. */
export type ServedPart = { part: Pick<MailPart, 'contentId' | 'contentLocation' | 'name'>; url: string | null };

/**
 * Finds the part that an HTML body refers to: `cid:` names its Content-ID (RFC 2392), any other URI
 * its Content-Location (RFC 2557 8.2), relative ones below the same base. Scanners, fax gateways
 * and old programs write the bare Content-ID or the file name, and Word the path of a file of its
 * own; these are tried last.
 */
export function partReferences(served: readonly ServedPart[]): (reference: string) => string | null {
  const byId = new Map<string, string | null>();
  const byLocation = new Map<string, string | null>();
  const byName = new Map<string, string | null>();
  const note = (index: Map<string, string | null>, key: string | null, url: string | null) => {
    if (key !== null && !index.has(key)) index.set(key, url);
  };
  for (const { part, url } of served) {
    note(byId, part.contentId, url);
    note(byLocation, part.contentLocation && unescaped(part.contentLocation), url);
    note(byName, part.contentLocation && lastSegment(part.contentLocation), url);
    note(byName, part.name, url);
  }
  return (reference) => {
    const id = /^cid:(.{1,500})$/i.exec(reference)?.[1];
    if (id !== undefined) return byId.get(id) ?? byId.get(unescaped(id).replace(/^<|>$/g, '')) ?? null;
    const whole = unescaped(reference);
    const exact = byLocation.get(whole) ?? byId.get(whole);
    // what the mail does not contain under exactly this URL comes from the web
    if (exact !== undefined || /^(?:https?:|data:|[/\\]{2})/i.test(whole)) return exact ?? null;
    return byName.get(lastSegment(reference)) ?? byId.get(lastSegment(reference)) ?? null;
  };
}

/** The name at the end of a path, with slashes or backslashes. */
const lastSegment = (reference: string): string => unescaped(/[^/\\]*$/.exec(reference)?.[0] ?? '');

function unescaped(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
