/** An access token, and when it ends (ms since 1970), as @azure/identity has it. */
type AccessToken = { token: string; expiresOnTimestamp: number };

/**
 * A token is asked for anew so long before it ends (ms): one that is sent must still hold when it
 * arrives.
 */
const beforeEndMs = 300_000;

/**
 * Asks for access tokens, and keeps each under its key until shortly before it ends. `fresh`: the
 * kept one did not serve. Throws when none is given.
 */
export function keptTokens(now: () => number) {
  const kept = new Map<string, { token: string; until: number }>();
  return async (key: string, ask: () => Promise<AccessToken | null>, fresh = false): Promise<string> => {
    const known = kept.get(key);
    if (known && !fresh && known.until > now()) return known.token;
    const given = await ask();
    if (!given) throw new Error('The identity got no token');
    kept.set(key, { token: given.token, until: given.expiresOnTimestamp - beforeEndMs });
    return given.token;
  };
}
