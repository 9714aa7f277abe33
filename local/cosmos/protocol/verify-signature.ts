import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { CosmosError } from '../cosmos-error.ts';
import type { SignedResource } from './target.ts';

/** How far the client's clock may be off; an older request could be a replay. */
const MAX_SKEW_MS = 15 * 60 * 1000;

type Signed = { method: string; resource: SignedResource; authorization: string | undefined; date: string | undefined; now: number };

/**
 * Checks the master-key signature of a request. `key` is the decoded account key (as a KeyObject:
 * hashing with it is five times as fast as with its bytes). Throws CosmosError 401 when it is
 * missing or wrong, 403 when its date is more than 15 minutes away. Source:
 * https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources
 */
export function verifySignature(key: KeyObject, { method, resource, authorization, date, now }: Signed): void {
  if (authorization === undefined || date === undefined) {
    throw new CosmosError(401, 'Required Header authorization is missing. Ensure a valid Authorization token is passed.');
  }
  const signature = /^type=master&ver=1\.0&sig=(.+)$/.exec(decode(authorization))?.[1];
  if (signature === undefined) {
    throw new CosmosError(
      401,
      'The authorization token is not of type master, version 1.0: this stand-in knows account keys, no Entra or resource tokens.',
    );
  }
  const text = `${method.toLowerCase()}\n${resource.type}\n${resource.id}\n${date.toLowerCase()}\n\n`;
  const expected = createHmac('sha256', key).update(text).digest();
  const given = Buffer.from(signature, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new CosmosError(
      401,
      'The input authorization token can not serve the request. The wrong key is being used or the expected payload is not built as per the protocol.',
    );
  }
  if (!(Math.abs(Date.parse(date) - now) <= MAX_SKEW_MS)) {
    throw new CosmosError(
      403,
      `The authorization token is not valid at the current time: it was made at ${date}, the server's clock says ${new Date(now).toUTCString()}.`,
    );
  }
}

function decode(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return '';
  }
}
