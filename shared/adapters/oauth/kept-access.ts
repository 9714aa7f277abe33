/** An access token, and when it ends (ms since 1970). */
type Access = { token: string; endsAt: number };

/** So long before its end a token is renewed (ms): one that is sent must hold when it arrives. */
const beforeEndMs = 300_000;
/**
 * A token that was renewed so short a time ago and is refused won't get better by another (ms);
 * Entra takes that for a loop (AADSTS50196).
 */
const minAgeMs = 10_000;

/**
 * Keeps the access token of each mailbox until shortly before it ends; concurrent callers share one
 * renewal. `fresh`: the kept one did not serve. Throws what `renew` throws, and keeps nothing then.
 */
export function keptAccess(now: () => number) {
  const kept = new Map<string, Access & { since: number }>();
  const underWay = new Map<string, Promise<Access>>();

  return async (key: string, renew: () => Promise<Access>, fresh: boolean): Promise<string> => {
    const known = kept.get(key);
    const isWorn = known && fresh && now() - known.since >= minAgeMs;
    if (known && !isWorn && known.endsAt - beforeEndMs > now()) return known.token;
    const renewal = underWay.get(key) ?? renew();
    underWay.set(key, renewal);
    try {
      const access = await renewal;
      kept.set(key, { ...access, since: now() });
      return access.token;
    } catch (error) {
      kept.delete(key);
      throw error;
    } finally {
      underWay.delete(key);
    }
  };
}
