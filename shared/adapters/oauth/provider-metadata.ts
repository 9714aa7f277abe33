import type { ServerMetadata } from 'openid-client';
import { z } from 'zod';
import { type OAuthRefusal, ownRefusal, parseOAuthRefusal } from '../../domain/authorisation/oauth-refusal.ts';
import { AddressRefused } from '../net/address-refused.ts';
import type { GuardedFetch } from '../net/guarded-fetch.ts';

/** The addresses of a provider, as far as this app uses them (OpenID Connect Discovery 1.0, 3). */
const Metadata = z.object({ issuer: z.url().max(500), authorization_endpoint: z.url().max(500), token_endpoint: z.url().max(500) });

/** The provider has said no, or nothing. */
export class OAuthRefusalError extends Error {
  override name = 'OAuthRefusalError';
  readonly refusal: OAuthRefusal;
  constructor(refusal: OAuthRefusal) {
    super(`The provider refused: ${refusal.error}`);
    this.refusal = refusal;
  }
}

const timeoutMs = 10_000;
/** Addresses change rarely. Keys are not read: tokens come from the provider itself, over TLS. */
const keptMs = 24 * 3_600_000;

/**
 * Reads where a provider has its endpoints, and keeps that for a day. Entra answers for a domain of
 * an organisation, or its id, with the issuer of that organisation, so ID tokens of any other are
 * refused, in every cloud.
 *
 * @throws OAuthRefusalError when it says no (no such organisation), or can't be reached.
 */
export function providerMetadata(fetchAnswer: GuardedFetch, now: () => number): (base: string) => Promise<ServerMetadata> {
  const kept = new Map<string, { metadata: ServerMetadata; until: number }>();
  return async (base) => {
    const known = kept.get(base);
    if (known && known.until > now()) return known.metadata;
    const metadata = await readMetadata(fetchAnswer, base);
    kept.set(base, { metadata, until: now() + keptMs });
    return metadata;
  };
}

async function readMetadata(fetchAnswer: GuardedFetch, base: string): Promise<ServerMetadata> {
  const url = `${base}/.well-known/openid-configuration`;
  const answer = await fetchAnswer(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((error: unknown) => {
    throw new OAuthRefusalError(unreached(error));
  });
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new OAuthRefusalError(parseOAuthRefusal(body, { status: answer.status }));
  const { data } = Metadata.safeParse(body);
  if (!data) throw new OAuthRefusalError(ownRefusal('unreadable'));
  return data;
}

/** No answer came: for a time, or because this installation does not connect there. */
export function unreached(error: unknown): OAuthRefusal {
  // openid-client wraps what its fetch throws
  const isRefused = error instanceof AddressRefused || (error instanceof Error && error.cause instanceof AddressRefused);
  return ownRefusal(isRefused ? 'address-refused' : 'unreachable');
}
