export type Limit = { count: number; seconds: number };

/**
 * Takes one request and returns undefined, or refuses it and returns the seconds until there is
 * room again.
 */
export type Throttle = () => number | undefined;

/**
 * A sliding window for each limit, such as 30 in 60 s and 100 in 3,600 s. Refused requests don't
 * count. `now` in milliseconds.
 */
export function makeThrottle(limits: Limit[], now: () => number): Throttle {
  const windows = limits.map((limit) => ({ ...limit, taken: [] as number[] }));
  return () => {
    const at = now();
    for (const window of windows) {
      const since = at - window.seconds * 1_000;
      // taken is in order of time: what has left the window stands in front
      const firstInside = window.taken.findIndex((time) => time > since);
      window.taken.splice(0, firstInside < 0 ? window.taken.length : firstInside);
    }
    const waits = windows
      .filter((window) => window.taken.length >= window.count)
      .map((window) => Math.ceil(((window.taken[0] ?? at) + window.seconds * 1_000 - at) / 1_000));
    if (waits.length > 0) return Math.max(1, ...waits);
    for (const window of windows) window.taken.push(at);
    return undefined;
  };
}
