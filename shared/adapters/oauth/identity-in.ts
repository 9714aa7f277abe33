import { z } from 'zod';
import type { AppIdentity } from '../../domain/authorisation/app-access.ts';

/** Of version 1 (learn.microsoft.com/entra/identity-platform/access-token-claims-reference). */
const Claims = z.object({ appid: z.string().max(100), oid: z.string().max(100) });

/**
 * Whose an access token of an app is: its client id, and the object id of its service principal.
 * The token came from Entra itself, so its signature is not looked at. Throws when it names none.
 */
export function identityIn(token: string): AppIdentity {
  try {
    const { appid: appId, oid: objectId } = Claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
    return { appId, objectId };
  } catch {
    throw new Error('The access token of the app does not say whose it is');
  }
}
